import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../../scripts/vite/assemblyscript.mjs';
import * as compiled from '../../wasm_kernels/index.ts?wasm';

const binary = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

test('a module has its kernels in the order of their names in the binary, and its structs', async () => {
  expect([...compiled.kernels].sort()).toEqual(['copy', 'fill', 'gather', 'halt', 'linger', 'score', 'who']);
  expect(compiled.structs).toEqual({
    Sources: {
      from: { offset: 0, type: 'usize' },
      to: { offset: 4, type: 'usize' },
      count: { offset: 8, type: 'u32' },
      scale: { offset: 12, type: 'f32' },
    },
  });
  const names = WebAssembly.Module.exports(new WebAssembly.Module(binary(await compiled.simd())));
  expect(names.filter(({ kind }) => kind === 'function').map(({ name }) => name)).toEqual(compiled.kernels);
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scorefield-wasm-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function compiling(text: string) {
  await writeFile(join(folder, 'index.ts'), text);
  return compile(folder, 'index.ts');
}

test('the relaxed binary may differ', async () => {
  const { simd, relaxed } = await compiling(`
export function kernel(item: i32, a: usize): void {
  const x = v128.load(a);
  v128.store(a, ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, x, x) : f32x4.add(f32x4.mul(x, x), x));
}`);
  expect(relaxed).not.toBe(simd);
});

test.each([
  [
    'an error of the compiler',
    'export function kernel(item: i32): void { unknown(item); }',
    /Cannot find name 'unknown'/,
  ],
  [
    'a function marked inline that calls itself',
    '// @inline\nfunction twice(x: i32): i32 { return x && 2 + twice(x - 1); }\nexport function kernel(item: i32): i32 { return twice(item); }',
    /cannot be inlined into itself/,
  ],
  [
    'a field that is no word',
    '@unmanaged class Wide { x: f64; }\nexport function kernel(item: i32, a: usize): f64 { return changetype<Wide>(a).x; }',
    /the field x is of type f64; a struct may have u32, i32, usize, f32/,
  ],
])('refuses %s', async (_, text, message) => {
  await expect(compiling(text)).rejects.toThrow(message);
});
