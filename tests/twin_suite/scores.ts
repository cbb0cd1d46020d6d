import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import type { Score } from '../../src/fields/score.ts';
import { type Model, mlp } from '../../src/network.ts';
import { plane } from '../engine_suite/fixtures.ts';
import { modelOf } from './shapes.ts';

/** A network that pulls particles towards the middle at every level, so that they stay near it as with a trained one. */
export function attractor(dimension: number, hidden: number): Model {
  const model = modelOf([dimension, [hidden], 'silu']);
  // A residual −2·tanh(x_j) on the first units, over small other weights.
  const parameters = model.parameters.map((value) => 0.2 * value);
  for (let j = 0; j < dimension; j++) {
    parameters[j * hidden + j] = 1;
    parameters[(dimension + 2) * hidden + j * dimension + j] = -2;
  }
  return { ...model, network: mlp({ dimension, hidden: [hidden], activation: 'tanh' }), parameters };
}

export const oracle = gaussianMixture({ weights: [0.1, 0.9], means: [[-3], [3]], deviations: [1, 1] });

/** In ten dimensions. */
export const wide = gaussianMixture({
  weights: [1, 2],
  means: [Array(10).fill(-1), Array(10).fill(1)],
  deviations: [1, 0.7],
});

/** A rotation and a pull to the middle, in any dimension. */
export const swirl = (dimension: number) =>
  customScore({
    dimension,
    wgsl: `fn score(x: array<f32, ${dimension}>, sigma: f32) -> array<f32, ${dimension}> {
      var s: array<f32, ${dimension}>;
      for (var j = 0; j < ${dimension}; j++) {
        s[j] = (0.5 * x[(j + 1) % ${dimension}] - x[j]) / (1.0 + sigma * sigma);
      }
      return s;
    }`,
    cpu: (x, sigma) => x.map((value, j) => (0.5 * x[(j + 1) % dimension]! - value) / (1 + sigma ** 2)),
  });

export const deep = modelOf([2, [24, 8], 'tanh', { conditioning: 'log-sigma', output: { edm: 1 } }]);

/** A sum of all kinds. */
export const mixed = combination([
  { score: attractor(2, 40), weight: 0.5 },
  { score: deep, weight: 0.75 },
  { score: plane, weight: -0.25 },
  { score: swirl(2), weight: 1 },
]);

/** All kinds of scores, and all forms of their kernels. */
export const scores: readonly (readonly [string, Score])[] = [
  ['a network in lanes', attractor(1, 64)],
  ['a network in lanes, two dimensions', attractor(2, 40)],
  ['a network in planes', attractor(5, 24)],
  ['a network in planes that gives EDM output', deep],
  ['a mixture in lanes', oracle],
  ['a mixture in planes', wide],
  ['a combination of them', mixed],
  ['a custom score in lanes', swirl(2)],
  ['a custom score in planes', swirl(9)],
];

/** Those that some engines compile into their kernels. */
export const frozenScores: typeof scores = [
  ['a network frozen into its kernel', attractor(1, 64)],
  ['a network frozen into its kernel, two dimensions', attractor(2, 21)],
];
