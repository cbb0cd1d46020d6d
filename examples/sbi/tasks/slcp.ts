import { draws, uniformPrior } from './draws.ts';
import { slcpPosterior } from './slcp_posterior.ts';
import type { Task } from './task.ts';

const bounds = [-3, 3] as const;

/**
 * Simple likelihood, complex posterior (Papamakarios et al. 2019; Lueckmann et al. 2021, T.3): y is four points of a normal in the plane, of mean (θ₁, θ₂),
 * deviations θ₃² and θ₄², and correlation tanh θ₅. The signs of θ₃ and θ₄ do not matter, so that the posterior has four modes.
 */
export const slcp: Task = {
  name: 'SLCP',
  parameters: 5,
  observed: 8,
  bounds,
  prior: (count, seed) => uniformPrior(count, seed, 5, bounds),
  simulate({ values: theta, shape: [count] }, seed) {
    return draws(count, seed, { dimension: 8, uniforms: 0, normals: 8 }, (values, at, _, normals) => {
      const from = (5 * at) / 8;
      const correlation = Math.tanh(theta[from + 4]!);
      const rest = 1 / Math.cosh(theta[from + 4]!);
      for (let j = 0; j < 8; j += 2) {
        values[at + j] = theta[from]! + theta[from + 2]! ** 2 * normals[j]!;
        values[at + j + 1] =
          theta[from + 1]! + theta[from + 3]! ** 2 * (correlation * normals[j]! + rest * normals[j + 1]!);
      }
    });
  },
  posterior: (observation, count, seed) => slcpPosterior(observation, { count, seed, bound: bounds[1] }),
};
