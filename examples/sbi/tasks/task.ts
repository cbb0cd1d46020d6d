import type { Points } from '../../../src/index.ts';

/** A problem of simulation-based inference: parameters θ from a prior, data y simulated from them, and what θ may have been given y. */
export interface Task {
  readonly name: string;
  /** Numbers of θ. */
  readonly parameters: number;
  /** Numbers of y. */
  readonly observed: number;
  /** Where the prior is uniform, its bounds, the same for each parameter. */
  readonly bounds?: readonly [from: number, to: number];
  /** Independent draws of θ, [count, parameters]. */
  prior(count: number, seed: number): Points;
  /** One y for each θ, [count, observed]. */
  simulate(parameters: Points, seed: number): Points;
  /** Independent draws of θ given y, [count, parameters]: exact, but for what the task says. */
  posterior(observation: ArrayLike<number>, count: number, seed: number): Points;
}

/** Pairs of θ and y. */
export interface Simulations {
  readonly parameters: Points;
  readonly data: Points;
}

/** Draws parameters and simulates data from them. Other seeds give others, and none shares random numbers with another. */
export function simulationsOf(task: Task, count: number, seed: number): Simulations {
  const parameters = task.prior(count, 2 * seed);
  return { parameters, data: task.simulate(parameters, 2 * seed + 1) };
}

/** Row `i` of points. */
export function rowOf({ values, shape: [, dimension] }: Points, i: number): number[] {
  return Array.from(values.subarray(i * dimension, (i + 1) * dimension));
}
