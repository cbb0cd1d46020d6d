import { expect, test } from 'vitest';
import { normalCdf, normalDensity } from '../../src/distributions/normal_cdf.ts';

// mpmath 1.3 at 40 digits, rounded to float64.
test.each([
  [-20, 2.7536241186062337e-89],
  [-10, 7.619853024160525e-24],
  [-5, 2.866515718791939e-7],
  [-3, 0.0013498980316300946],
  [-2, 0.02275013194817921],
  [-1.999, 0.02280417693265889],
  [-1, 0.15865525393145705],
  [-0.5, 0.3085375387259869],
  [-0.001, 0.49960105778608893],
  [0, 0.5],
  [0.3, 0.6179114221889527],
  [1, 0.8413447460685429],
  [1.999, 0.9771958230673411],
  [2, 0.9772498680518208],
  [4, 0.9999683287581669],
  [8, 0.9999999999999993],
])('Φ(%d) is right to 1e-14 of its value', (x, exact) => {
  expect(Math.abs(normalCdf(x) / exact - 1)).toBeLessThan(1e-14);
});

test('Φ ends at 0 and 1', () => {
  expect([-Infinity, -50, 50, Infinity].map(normalCdf)).toEqual([0, 0, 1, 1]);
  expect(normalCdf(Number.NaN)).toBeNaN();
});

test('φ is the derivative of Φ', () => {
  for (const x of [-6, -2, -0.7, 0, 1.3, 2.5]) {
    const difference = (normalCdf(x + 1e-4) - normalCdf(x - 1e-4)) / 2e-4;
    // The central difference is off by h²/6·φ″ < 1e-8.
    expect(Math.abs(difference - normalDensity(x))).toBeLessThan(1e-8);
  }
});
