import { beforeAll, describe, expect, test } from 'vitest';
import { build, command } from './command.ts';

beforeAll(build);

describe('doctor', () => {
  test('says in words what would compute, and why', async () => {
    const { code, stdout } = await command('doctor');
    expect(code).toBe(0);
    for (const word of ['scorefield', 'Node.js', 'engine', 'because', 'adapter', 'wasm', 'for more'])
      expect(stdout).toContain(word);
  });

  test('with --json gives the same as data', async () => {
    const { code, stdout } = await command('doctor', '--json');
    expect(code).toBe(0);
    const { node, processors, memory, engine, webgpu, wasm, advice } = JSON.parse(stdout);
    expect(node).toBe(process.versions.node);
    expect(processors).toBeGreaterThan(0);
    expect(memory).toBeGreaterThan(0);
    expect(advice).toEqual(expect.any(Array));
    // All that this project runs on has WebAssembly with SIMD, and workers.
    const threads = Math.min(processors, 32);
    expect(wasm.adapter.name).toContain(threads === 1 ? ' 1 thread, ' : ` ${threads} threads, `);
    expect(wasm.adapter.name).toContain(wasm.relaxed ? 'relaxed SIMD' : 'SIMD');
    expect(wasm.trial).toEqual({ largestError: expect.any(Number) });
    // Which of them depends on the machine, but they belong together.
    if ('failure' in webgpu) {
      expect(engine).toMatchObject({ kind: 'wasm', reason: expect.stringContaining('cannot be had') });
      expect(advice).toContain(webgpu.failure);
    } else {
      expect(engine.kind).toBe(webgpu.adapter.type === 'hardware' ? 'webgpu' : 'wasm');
      expect(webgpu.limits.maxStorageBufferBindingSize).toBeGreaterThan(0);
      expect(webgpu.trial).toEqual({ largestError: expect.any(Number) });
    }
  });

  test.each([[['--engine', 'cpu']], [['now']]])('refuses %j', async (args) => {
    const { code, stdout, stderr } = await command('doctor', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^scorefield: .+\n$/);
  });
});
