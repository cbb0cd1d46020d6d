import { gaussianLinear } from './gaussian_linear.ts';
import { gaussianMixture } from './gaussian_mixture.ts';
import { slcp } from './slcp.ts';
import type { Task } from './task.ts';
import { twoMoons } from './two_moons.ts';

export { rowOf, type Simulations, simulationsOf, type Task } from './task.ts';

/** Four tasks of the benchmark of simulation-based inference (Lueckmann et al. 2021). */
export const tasks: readonly Task[] = [twoMoons, gaussianMixture, gaussianLinear, slcp];
