import { expect, test } from 'vitest';
import { compose, unroll } from '../../src/engines/webgpu/wgsl/compose.ts';

test('writes out marked loops, nested ones too, and no others', () => {
  const text = `for (var i = 0u; i < N; i++) { // unroll
  for (var k = 1u; k < 3u; k++) { // unroll
    a[i] += b[k] * index;
  }
}
for (var i = 0u; i < N; i++) {
  c[i] = 0.0;
}
`;
  const written = unroll(text, { N: 2 });
  expect(written.replace(/\s+/g, ' ').trim()).toBe(
    '{ { a[0u] += b[1u] * index; } { a[0u] += b[2u] * index; } } ' +
      '{ { a[1u] += b[1u] * index; } { a[1u] += b[2u] * index; } } ' +
      'for (var i = 0u; i < N; i++) { c[i] = 0.0; }',
  );
});

test('writes out a loop on condition only where the condition is a constant', () => {
  const text = 'for (var i = 0u; i < layer.inputs; i++) { // unroll if N\n  a[i] += 1.0;\n}\n';
  expect(unroll(text, { N: 2 }).replace(/\s+/g, ' ').trim()).toBe('{ a[0u] += 1.0; } { a[1u] += 1.0; }');
  expect(unroll(text, {})).toBe('for (var i = 0u; i < layer.inputs; i++) {\n  a[i] += 1.0;\n}\n');
});

test('refuses a bound it does not know', () => {
  expect(() => unroll('for (var i = 0u; i < M; i++) { // unroll\n}', {})).toThrow('bounded by M');
});

test('replaces the counter of a loop and nothing else that is called like it', () => {
  const text = `for (var g = 0u; g < 2u; g++) { // unroll
  v.g += x[g].rgb.g + S(g).g; // of g } and gg
  /* g { */
}
`;
  const written = (g: number) => `{\n  v.g += x[${g}u].rgb.g + S(${g}u).g; // of g } and gg\n  /* g { */\n}`;
  expect(unroll(text, {})).toBe(`${written(0)}\n${written(1)}\n`);
});

test('a marked loop may use the counter of one around it again, and nothing else may', () => {
  const inner = '  for (var i = 0u; i < 1u; i++) { // unroll\n    b[i] = 0;\n  }\n';
  const loop = (body: string) => `for (var i = 5u; i < 6u; i++) { // unroll\n${body}  a[i] = 0;\n}`;
  expect(unroll(loop(inner), {}).replace(/\s+/g, ' ')).toBe('{ { b[0u] = 0; } a[5u] = 0; }');
  const unmarked = inner.replace(' // unroll', '');
  for (const body of [unmarked, 'let i = 2u;'])
    expect(() => unroll(loop(body), {})).toThrow('declares its counter i again');
});

test('leaves loops in comments alone', () => {
  const text = '// for (var i = 0u; i < M; i++) { // unroll\n/* for (var i = 0u; i < M; i++) { // unroll\n*/';
  expect(unroll(text, {})).toBe(text);
});

test('refuses a loop that is not closed', () => {
  expect(() => unroll('for (var i = 0u; i < 2u; i++) { // unroll\n // }', {})).toThrow('not closed');
});

test('writes out large kernels within milliseconds', () => {
  const constants = { DIMENSION: 4, INPUTS: 5, HIDDEN: 64, BLOCKS: 16, NETWORK_VECTORS: 161, GROUPS: 8 };
  const rest = { WIDE: 4, SLICES: 16, RESIDUALS: 5, UNROLL: 8, OUTPUTS: 32, VECTORS: 2, LOADS: 4, SUBGROUP: 8 };
  for (const last of ['training/gradient_lanes', 'network/product_broadcast']) {
    const start = performance.now();
    expect(compose(['random/philox', 'random/normal', last], { ...constants, ...rest }).length).toBeGreaterThan(1e5);
    // Twenty at most on the machine this was written on; searching again after every loop took most of a second.
    expect(performance.now() - start).toBeLessThan(400);
  }
});

test('joins files behind their constants', () => {
  const text = compose(['random/philox', 'random/normal'], { GROUPS: 4 });
  expect(text.startsWith('const GROUPS = 4u;\n')).toBe(true);
  expect(text.indexOf('fn philox')).toBeLessThan(text.indexOf('fn normals'));
  expect(() => compose(['no such file'])).toThrow('no shader named no such file');
});
