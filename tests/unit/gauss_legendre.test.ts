import { expect, test } from 'vitest';
import { gaussLegendre } from '../../src/distributions/gauss_legendre.ts';

test.each([1, 2, 5, 16, 301])('%i nodes integrate polynomials of degree below twice their number', (count) => {
  const nodes = gaussLegendre(count);
  for (const degree of [0, 1, 2 * count - 2, 2 * count - 1]) {
    const integral = nodes.reduce((sum, { node, weight }) => sum + weight * node ** degree, 0);
    // Rounding of a few hundred terms.
    expect(integral * (degree + 1)).toBeCloseTo(1, 11);
  }
});

test('one degree more is not exact', () => {
  const integral = gaussLegendre(2).reduce((sum, { node, weight }) => sum + weight * node ** 4, 0);
  // The error of two nodes on x⁴ over [0, 1] is (2!)⁴/(5·(4!)³)·4! = 1/180.
  expect(0.2 - integral).toBeCloseTo(1 / 180, 12);
});
