import type { Points } from '../../../src/index.ts';
import { draws } from './draws.ts';
import type { Task } from './task.ts';

const dimension = 10;
const variance = 0.1;

/** A normal about each mean, with the same variance in all coordinates. */
function normal(count: number, seed: number, variance: number, mean: (at: number) => number): Points {
  const deviation = Math.sqrt(variance);
  return draws(count, seed, { dimension, uniforms: 0, normals: dimension }, (values, at, _, normals) => {
    for (let j = 0; j < dimension; j++) values[at + j] = mean(at + j) + deviation * normals[j]!;
  });
}

/** Gaussian linear (Lueckmann et al. 2021, T.1): θ ~ N(0, 0.1) and y ~ N(θ, 0.1) in ten dimensions, whose posterior is N(y/2, 0.05). */
export const gaussianLinear: Task = {
  name: 'Gaussian linear',
  parameters: dimension,
  observed: dimension,
  prior: (count, seed) => normal(count, seed, variance, () => 0),
  simulate: ({ values, shape: [count] }, seed) => normal(count, seed, variance, (at) => values[at]!),
  posterior: (observation, count, seed) => normal(count, seed, variance / 2, (at) => observation[at % dimension]! / 2),
};
