import { describe, expect, test } from 'vitest';
import { logNormalTail, normalCdf, normalHazard } from '../../src/distributions/normal_cdf.ts';
import { smoothedInterval } from '../../src/distributions/smoothed_interval.ts';

describe('smoothedInterval', () => {
  const interval = { from: -1, to: 2, sigma: 0.5 };

  test('has the logarithm of the mass', () => {
    for (const x of [-3, -1, 0, 1.9, 2, 2.5, 4]) {
      const mass = normalCdf((x + 1) / 0.5) - normalCdf((x - 2) / 0.5);
      // Right of the interval this difference of two numbers near 1 is itself good to 1e-16/mass.
      expect(Math.abs(Math.exp(smoothedInterval(x, interval).log) - mass)).toBeLessThan(1e-15 + 1e-13 * mass);
    }
  });

  test('has its slope, also far outside', () => {
    for (const x of [-300, -20, -2, 0.7, 2, 2.1, 5, 40, 1000]) {
      const h = 1e-6 * Math.max(1, Math.abs(x));
      const difference = (smoothedInterval(x + h, interval).log - smoothedInterval(x - h, interval).log) / (2 * h);
      // Rounding of logarithms of up to x²/2σ², over 2h; inside, of masses near 1.
      const { slope } = smoothedInterval(x, interval);
      expect(Math.abs(slope - difference)).toBeLessThan(1e-8 * (1 + Math.abs(slope)));
    }
  });

  test('is symmetric about its middle', () => {
    for (const away of [0.3, 1.5, 4, 60]) {
      const right = smoothedInterval(0.5 + away, interval);
      const left = smoothedInterval(0.5 - away, interval);
      expect(left.log).toBeCloseTo(right.log, 9);
      expect(left.slope).toBeCloseTo(-right.slope, 9);
    }
  });
});

describe('tails', () => {
  test('logNormalTail is ln(1 − Φ), and goes on where that underflows', () => {
    for (const x of [0, 0.5, 1.99, 2, 5, 30]) expect(logNormalTail(x)).toBeCloseTo(Math.log(normalCdf(-x)), 11);
    // 1 − Φ(x) is φ(x)/x·(1 − 1/x² + …).
    expect(logNormalTail(1000)).toBeCloseTo(-0.5e6 - 0.5 * Math.log(2 * Math.PI) - Math.log(1000) - 1e-6, 9);
  });

  test('normalHazard is the falling of ln(1 − Φ)', () => {
    for (const x of [0.5, 1.5, 1.9999, 2.0001, 7, 100]) {
      const h = 1e-6;
      expect(normalHazard(x)).toBeCloseTo((logNormalTail(x - h) - logNormalTail(x + h)) / (2 * h), 5);
    }
  });
});
