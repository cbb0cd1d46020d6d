import { describe, expect, test } from 'vitest';
import { conditional } from '../../src/contexts/conditional.ts';
import { withDivergence } from '../../src/fields/divergence.ts';
import type { Score } from '../../src/fields/score.ts';
import { jacobianProduct } from '../../src/jacobian_product.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import type { Pair } from './pair.ts';
import { mixed, oracle, swirl, wide } from './scores.ts';
import { modelOf, nameOf, relativeError, type Shape } from './shapes.ts';

/** Networks in all forms: such as lie in lanes otherwise, of no hidden layer, of widths that do not divide a tile. */
const shapes: readonly Shape[] = [
  [1, [64], 'relu'],
  [2, [33], 'softplus'],
  [5, [], 'relu'],
  [3, [1, 2, 3], 'softplus'],
  [16, [37, 5], 'tanh'],
  [2, [128, 128], 'silu'],
  [2, [20, 9], 'silu', { conditioning: 'log-sigma', output: { edm: 1.3 } }],
  [3, [17], 'silu', { conditioning: { fourier: 8 }, output: 'over-sigma' }],
];

/** Each with the rounding that it is allowed, as a part of the largest value. */
const fields: readonly (readonly [string, Score, number, number])[] = [
  // As scores, for a chain of at most four sums in float32; measured 1e-6.
  ...shapes.map((shape) => [nameOf(shape), modelOf(shape), shape[0], 1e-5] as const),
  // The exponents of a mixture are rounded relatively, and the responsibilities feel that absolutely (score_mixture_suite).
  ['a mixture', oracle, 1, 1e-4],
  ['a mixture in ten dimensions', wide, 10, 1e-4],
  // Central differences: the rounding of the score over a step of 0.005·σ.
  ["a function of a user's own", swirl(2), 2, 1e-3],
  ["a function of a user's own in nine dimensions", swirl(9), 9, 1e-3],
  ['a combination of all kinds', mixed, 2, 1e-3],
];

const pointsOf = (count: number, dimension: number, seed: number) =>
  points(
    Float32Array.from({ length: count * dimension }, (_, i) => 3 * Math.sin(1.3 * i * i + seed)),
    dimension,
  );

/** A network with a context for each of 301 particles: two values, and none for some. */
function contextual(): Model {
  const network = mlp({ dimension: 3, hidden: [21, 10], activation: 'silu', context: 2 });
  const parameters = initialParameters(network, 7).map((weight, k) => weight + 0.1 * Math.sin(k));
  const noise = geometric({ from: 2, to: 0.5, levels: 5 });
  const values = Float32Array.from({ length: 602 }, (_, i) => Math.sin(3 * i));
  const contextColumns = { transform: { shift: [0.1, -0.2], scale: [2, 0.5] } };
  return conditional({ kind: 'network', network, noise, parameters, contextColumns }, points(values, 2));
}

/** Products of Jacobians and tangents, and divergences, agree with the reference. */
export function tangentSuite(engines: Pair): void {
  test('a network with a context for each particle has the products and the divergence of the CPU', async () => {
    const { device, cpu } = await engines();
    const score = contextual();
    const request = { score, points: pointsOf(301, 3, 1), tangents: pointsOf(301, 3, 2), sigma: 0.6 };
    const [ours, reference] = [await jacobianProduct(device, request), await jacobianProduct(cpu, request)];
    expect(relativeError(ours.score.values, reference.score.values)).toBeLessThan(1e-5);
    expect(relativeError(ours.product.values, reference.product.values)).toBeLessThan(1e-5);
    const divergence = { score: withDivergence(score), points: pointsOf(301, 4, 1), sigma: 0.6 };
    const [own, theirs] = [await device.score(divergence), await cpu.score(divergence)];
    expect(relativeError(own.values, theirs.values)).toBeLessThan(2e-5);
  });

  describe.each(fields)('%s', (_, score, dimension, tolerance) => {
    test('has the scores and the products of the CPU', async () => {
      const { device, cpu } = await engines();
      for (const count of [1, 301]) {
        const request = { score, points: pointsOf(count, dimension, 1), tangents: pointsOf(count, dimension, 2) };
        for (const sigma of [1.5, 0.3]) {
          const [ours, reference] = [
            await jacobianProduct(device, { ...request, sigma }),
            await jacobianProduct(cpu, { ...request, sigma }),
          ];
          expect(ours.product.shape).toEqual([count, dimension]);
          expect(relativeError(ours.score.values, reference.score.values)).toBeLessThan(tolerance);
          expect(relativeError(ours.product.values, reference.product.values)).toBeLessThan(tolerance);
        }
      }
    });

    test('has the divergence and the estimates of the CPU', async () => {
      const { device, cpu } = await engines();
      for (const probes of [undefined, 3]) {
        const divergence = withDivergence(score, { seed: 5, ...(probes && { probes }) });
        const at = pointsOf(301, dimension + (probes ?? 1), 1);
        const request = { score: divergence, points: at, sigma: 0.7 };
        const [ours, reference] = [await device.score(request), await cpu.score(request)];
        // A sum over the dimensions of terms that may cancel.
        expect(relativeError(ours.values, reference.values)).toBeLessThan(tolerance * Math.sqrt(dimension));
      }
    });
  });
}
