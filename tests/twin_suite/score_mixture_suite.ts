import { expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { points } from '../../src/points.ts';
import type { Pair } from './pair.ts';
import { relativeError } from './shapes.ts';

/** Scores of mixtures agree with the reference. */
export function scoreMixtureSuite(engines: Pair): void {
  /** Up to 8 dimensions stay in lanes, more lie in planes. */
  test.each([1, 2, 3, 8, 9, 16, 100])('score of mixtures in %i dimension(s) agrees with the CPU', async (dimension) => {
    const { device, cpu } = await engines();
    for (const components of [1, 2, 25]) {
      const score = gaussianMixture({
        weights: Array.from({ length: components }, (_, k) => 1 + k),
        means: Array.from({ length: components }, (_, k) =>
          Array.from({ length: dimension }, (_, j) => 3 * Math.sin(7 * k + j)),
        ),
        deviations: Array.from({ length: components }, (_, k) => 0.3 + 0.1 * (k % 3)),
      });
      const values = Float32Array.from({ length: 301 * dimension }, (_, i) => 5 * Math.sin(1.3 * i));
      for (const sigma of [2, 0.1]) {
        const request = { score, points: points(values, dimension), sigma };
        const [ours, reference] = [await device.score(request), await cpu.score(request)];
        // The exponents −½‖x − μ‖²/v are sums of `dimension` terms of up to 64/(2·0.1); float32 rounds them relatively,
        // and the responsibilities feel that absolutely. It shows only where two components compete.
        const exponent = (dimension * 64) / 0.2;
        expect(relativeError(ours.values, reference.values)).toBeLessThan(5e-6 + 2 ** -24 * exponent);
      }
    }
  });

  test('stays finite and right far from every component', async () => {
    const { device, cpu } = await engines();
    const score = gaussianMixture({ weights: [1, 9], means: [[-3], [3]], deviations: [1, 1] });
    const request = { score, points: points([-1e4, -1e3, -100, 100, 1e3, 1e4]), sigma: 0.5 };
    const [ours, reference] = [await device.score(request), await cpu.score(request)];
    ours.values.forEach((value, i) => expect(value / reference.values[i]!).toBeCloseTo(1, 5));
  });
}
