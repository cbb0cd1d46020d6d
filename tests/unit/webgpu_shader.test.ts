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
  const text = 'for (var i = 0u; i < walk.terms; i++) { // unroll if N\n  a[i] += 1.0;\n}\n';
  expect(unroll(text, { N: 2 }).replace(/\s+/g, ' ').trim()).toBe('{ a[0u] += 1.0; } { a[1u] += 1.0; }');
  expect(unroll(text, {})).toBe('for (var i = 0u; i < walk.terms; i++) {\n  a[i] += 1.0;\n}\n');
});

test('refuses a bound it does not know', () => {
  expect(() => unroll('for (var i = 0u; i < M; i++) { // unroll\n}', {})).toThrow('bounded by M');
});

test('joins files behind their constants', () => {
  const text = compose(['random/philox', 'random/normal'], { GROUPS: 4 });
  expect(text.startsWith('const GROUPS = 4u;\n')).toBe(true);
  expect(text.indexOf('fn philox')).toBeLessThan(text.indexOf('fn normals'));
  expect(() => compose(['no such file'])).toThrow('no shader named no such file');
});
