import { accepted, draws, uniformPrior, within } from './draws.ts';
import type { Task } from './task.ts';

const bounds = [-1, 1] as const;

/** A point of the half ring around (0.25, 0): its angle is uniform in (−π/2, π/2), its radius N(0.1, 0.01²). */
function ring(uniform: number, normal: number): [x: number, y: number] {
  const angle = Math.PI * (uniform - 0.5);
  const radius = 0.1 + 0.01 * normal;
  return [radius * Math.cos(angle) + 0.25, radius * Math.sin(angle)];
}

/**
 * Two moons (Greenberg et al. 2019, appendix; Lueckmann et al. 2021, T.8): y is a point p of a half ring, moved by (−|θ₁ + θ₂|, θ₂ − θ₁)/√2. The
 * posterior has two crescents. It is drawn from exactly: y and p give |θ₁ + θ₂| and θ₂ − θ₁, both signs of θ₁ + θ₂ are as likely, and what
 * lies outside the prior is rejected.
 */
export const twoMoons: Task = {
  name: 'two moons',
  parameters: 2,
  observed: 2,
  bounds,
  prior: (count, seed) => uniformPrior(count, seed, 2, bounds),
  simulate({ values: theta, shape: [count] }, seed) {
    return draws(count, seed, { dimension: 2, uniforms: 1, normals: 1 }, (values, at, uniforms, normals) => {
      const [x, y] = ring(uniforms[0]!, normals[0]!);
      values[at] = x - Math.abs(theta[at]! + theta[at + 1]!) * Math.SQRT1_2;
      values[at + 1] = y + (theta[at + 1]! - theta[at]!) * Math.SQRT1_2;
    });
  },
  posterior(observation, count, seed) {
    return accepted(count, seed, { dimension: 2, uniforms: 2, normals: 1 }, (values, at, uniforms, normals) => {
      const [x, y] = ring(uniforms[0]!, normals[0]!);
      const magnitude = x - observation[0]!;
      const sum = uniforms[1]! < 0.5 ? magnitude : -magnitude;
      const difference = observation[1]! - y;
      values[at] = (sum - difference) * Math.SQRT1_2;
      values[at + 1] = (sum + difference) * Math.SQRT1_2;
      return magnitude >= 0 && within(values, bounds);
    });
  },
};
