import { describe, expect, test } from 'vitest';
import { gaussianMixture, momentsOfMixture } from '../../../src/distributions/gaussian_mixture.ts';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { measured } from '../../../src/fields/measured.ts';
import { directionsOf } from '../../../src/measurements/measurement.ts';
import { points } from '../../../src/points.ts';
import { measurementIn } from '../../engine_suite/measured_suite.ts';

const engine = createCpuEngine();

const space = gaussianMixture({
  weights: [1, 3, 2],
  means: [
    [1, -1, 0],
    [-2, 0.5, 1],
    [0.5, 1.5, -1],
  ],
  deviations: [0.7, 1.2, 0.4],
});

/** (1 + σ²·J)·v of the mixture, with J from central differences of its score. */
function spread(x: readonly number[], v: readonly number[], sigma: number): number[] {
  const mixture = space.perturbed(sigma);
  const h = 1e-5;
  const ahead = mixture.score(x.map((value, j) => value + h * v[j]!));
  const behind = mixture.score(x.map((value, j) => value - h * v[j]!));
  return v.map((value, j) => value + (sigma ** 2 * (ahead[j]! - behind[j]!)) / (2 * h));
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, j) => sum + value * b[j]!, 0);

describe('the guidance of a mixture', () => {
  const xs = [
    [0.3, 0.2, -0.4],
    [-2, 1, 0.9],
    [1, -1.4, 0.2],
  ];

  test('towards one value is the gradient of its likelihood with the covariance that the Jacobian says', async () => {
    const measurement = measurementIn(3, 1, 0.3);
    const { directions, values, variances } = directionsOf('measurement', measurement);
    const u = [...directions[0]!];
    for (const sigma of [0.4, 1.5]) {
      const at = points(Float64Array.from(xs.flat()), 3);
      const found = await engine.score({ score: measured(space, measurement), points: at, sigma });
      xs.forEach((x, r) => {
        const score = space.perturbed(sigma).score(x);
        const gradient = spread(x, u, sigma);
        const residual = values[0]! - dot(u, x) - sigma ** 2 * dot(u, score);
        const factor = residual / (sigma ** 2 * dot(u, gradient) + variances[0]!);
        for (let j = 0; j < 3; j++) {
          // float32 of points and results, and central differences that are good to 1e-9.
          expect(Math.abs(found.values[3 * r + j]! - score[j]! - factor * gradient[j]!)).toBeLessThan(2e-5);
        }
      });
    }
  });

  test('towards two values is one step of conjugate gradients from the solution for a normal prior', async () => {
    const measurement = measurementIn(3, 2, 0.3);
    const { directions, values, variances } = directionsOf('measurement', measurement);
    const { deviation } = momentsOfMixture(space);
    for (const sigma of [0.4, 1.5]) {
      const at = points(Float64Array.from(xs.flat()), 3);
      const found = await engine.score({ score: measured(space, measurement), points: at, sigma });
      xs.forEach((x, r) => {
        const score = space.perturbed(sigma).score(x);
        const residuals = directions.map((u, k) => values[k]! - dot(u, x) - sigma ** 2 * dot(u, score));
        const weights = directions.map((u, k) => {
          const tau = u.reduce((sum, value, j) => sum + (value * deviation[j]!) ** 2, 0);
          return residuals[k]! / ((sigma ** 2 * tau) / (sigma ** 2 + tau) + variances[k]!);
        });
        const v = [0, 1, 2].map((j) => directions.reduce((sum, u, k) => sum + weights[k]! * u[j]!, 0));
        const gradient = spread(x, v, sigma);
        const noise = weights.reduce((sum, weight, k) => sum + weight ** 2 * variances[k]!, 0);
        const factor = dot(weights, residuals) / (sigma ** 2 * dot(v, gradient) + noise);
        for (let j = 0; j < 3; j++)
          expect(Math.abs(found.values[3 * r + j]! - score[j]! - factor * gradient[j]!)).toBeLessThan(2e-5);
      });
    }
  });
});
