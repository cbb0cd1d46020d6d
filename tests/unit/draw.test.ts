import { expect, test } from 'vitest';
import { kolmogorovSmirnov } from '../../src/diagnostics/kolmogorov_smirnov.ts';
import { drawRows } from '../../src/distributions/draw.ts';
import { normalCdf } from '../../src/distributions/normal_cdf.ts';

const raw = (count: number, seed = 3) =>
  drawRows(count, { seed }, { dimension: 3, needs: { uniforms: 2, normals: 1 } }, (values, at, [u, v], [z]) => {
    values.set([u!, v!, z!], at);
  }).values;

test('uniforms lie within (0, 1), and they and the normals follow their laws', () => {
  const count = 2 ** 16;
  const values = raw(count);
  const column = (j: number) => values.filter((_, at) => at % 3 === j);
  // The 99.9 % point of the Kolmogorov distribution.
  const allowed = 1.95 / Math.sqrt(count);
  for (const j of [0, 1])
    expect(kolmogorovSmirnov(column(j), (x) => Math.min(1, Math.max(0, x)))).toBeLessThan(allowed);
  expect(kolmogorovSmirnov(column(2), normalCdf)).toBeLessThan(allowed);
});

test('a draw does not depend on how many are asked for', () => {
  const many = raw(1000);
  for (const few of [1, 3, 4, 10, 33]) expect(raw(few)).toEqual(many.slice(0, 3 * few));
  expect(raw(10, 4)).not.toEqual(raw(10, 3));
});
