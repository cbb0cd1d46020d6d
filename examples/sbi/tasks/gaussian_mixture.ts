import { accepted, draws, uniformPrior, within } from './draws.ts';
import type { Task } from './task.ts';

const bounds = [-10, 10] as const;

/** The deviation of y about θ, or of θ about y: 1 or 0.1, as likely. */
function deviation(uniform: number): number {
  return uniform < 0.5 ? 1 : 0.1;
}

/**
 * Gaussian mixture (Sisson et al. 2007; Lueckmann et al. 2021, T.7): y ~ ½N(θ, 1) + ½N(θ, 0.01) in the plane. The posterior is the same mixture
 * about y, cut off at the bounds of the prior; it is drawn from exactly, by rejection of what lies beyond.
 */
export const gaussianMixture: Task = {
  name: 'Gaussian mixture',
  parameters: 2,
  observed: 2,
  bounds,
  prior: (count, seed) => uniformPrior(count, seed, 2, bounds),
  simulate({ values: theta, shape: [count] }, seed) {
    return draws(count, seed, { dimension: 2, uniforms: 1, normals: 2 }, (values, at, uniforms, normals) => {
      for (let j = 0; j < 2; j++) values[at + j] = theta[at + j]! + deviation(uniforms[0]!) * normals[j]!;
    });
  },
  posterior(observation, count, seed) {
    return accepted(count, seed, { dimension: 2, uniforms: 1, normals: 2 }, (values, at, uniforms, normals) => {
      for (let j = 0; j < 2; j++) values[at + j] = observation[j]! + deviation(uniforms[0]!) * normals[j]!;
      return within(values, bounds);
    });
  },
};
