import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseBinary, compile } from '../../../src/engines/wasm/binary.ts';
import { withPrivateMemory } from '../../../src/engines/wasm/private_memory.ts';
import { EngineUnavailableError } from '../../../src/errors.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('the binary', () => {
  const load = (name: string) => vi.fn(async () => btoa(name));
  const compiled = { relaxed: load('relaxed'), simd: load('simd'), structs: {}, kernels: ['fill'] };
  const text = (bytes: BufferSource) => new TextDecoder().decode(bytes);
  const hostTakes = (...names: string[]) => {
    vi.spyOn(WebAssembly, 'validate').mockImplementation((bytes) => names.includes(text(bytes)));
  };

  it('is the one with relaxed SIMD where the host takes it and it is not passed over', async () => {
    hostTakes('relaxed', 'simd');
    const chosen = await chooseBinary(compiled);
    expect([text(chosen.bytes), chosen.relaxed, chosen.kernels]).toEqual(['relaxed', true, ['fill']]);
    expect(compiled.simd).not.toHaveBeenCalled();
    const other = await chooseBinary(compiled, { relaxed: false });
    expect([text(other.bytes), other.relaxed]).toEqual(['simd', false]);
  });

  it('is the one without where the host takes that alone', async () => {
    hostTakes('simd');
    const chosen = await chooseBinary(compiled);
    expect([text(chosen.bytes), chosen.relaxed]).toEqual(['simd', false]);
  });

  it('of the engine is one that this Node takes', async () => {
    const { bytes, kernels } = await chooseBinary();
    const names = WebAssembly.Module.exports(await compile(bytes)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...kernels]));
  });

  it.each([
    ['no SIMD', () => hostTakes(), /this host has no WebAssembly SIMD.*the CPU engine runs everywhere/],
    ['no WebAssembly', () => vi.stubGlobal('WebAssembly', undefined), /there is no WebAssembly here/],
  ])('is none where there is %s', async (_, arrange, message) => {
    arrange();
    await expect(chooseBinary(compiled)).rejects.toThrow(EngineUnavailableError);
    await expect(chooseBinary(compiled)).rejects.toThrow(message);
  });

  it('is none where a page forbids it', async () => {
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('Refused to compile'));
    const compiling = compile(new Uint8Array());
    await expect(compiling).rejects.toThrow(EngineUnavailableError);
    await expect(compiling).rejects.toThrow(/CompileError: Refused to compile.*allow 'wasm-unsafe-eval'/);
  });
});

describe('a binary with a private memory', () => {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  // A section of the kind that hosts skip, of 129 bytes, so that its length takes two.
  const custom = [0, 0x81, 1, 1, 0x78, ...Array<number>(127).fill(0)];
  const types = [1, 4, 1, 0x60, 0, 0];
  const name = (letter: string) => [1, 0x65, 1, letter.charCodeAt(0)];
  const func = [...name('f'), 0, 0];
  const global = [...name('g'), 3, 0x7f, 0];
  const table = [...name('t'), 1, 0x70, 0, 1];
  const memory = [...name('m'), 2, 3, 1, 0x80, 0x80, 4];
  const binary = (...imports: number[][]) => {
    const content = [imports.length, ...imports.flat()];
    return Uint8Array.from([...header, ...custom, ...types, 2, content.length, ...content]);
  };

  it('takes one, whatever it imports before', async () => {
    const given = binary(func, global, memory);
    const made = withPrivateMemory(given);
    const imports = (shared: boolean) => ({
      e: { f() {}, g: 0, m: new WebAssembly.Memory({ initial: 1, maximum: 4, shared }) },
    });
    await WebAssembly.instantiate(given, imports(true));
    await expect(WebAssembly.instantiate(given, imports(false))).rejects.toThrow(WebAssembly.LinkError);
    await WebAssembly.instantiate(made, imports(false));
    // The flag of the memory alone.
    expect([...made].filter((byte, i) => byte !== given[i])).toEqual([1]);
  });

  it.each([
    ['imports no memory', binary(func), 'the binary imports no memory'],
    ['has a table', binary(func, table, memory), 'the binary has a table among its imports'],
    ['has a private one', withPrivateMemory(binary(memory)), 'the binary has no shared memory among its imports'],
    ['imports nothing', Uint8Array.from([...header, ...types]), 'the binary imports nothing'],
  ])('is none of one that %s', (_, given, message) => {
    expect(() => withPrivateMemory(given)).toThrow(message);
  });
});
