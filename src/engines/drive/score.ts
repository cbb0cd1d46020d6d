import { fieldOf } from '../../fields/index.ts';
import { halfAsMany } from '../../half_as_many.ts';
import type { Float32Points, Points } from '../../points.ts';
import { totalOf } from '../../samplers/program.ts';
import { scoresRestored } from '../../transform.ts';
import type { Backend, SamplingRunner } from '../backend.ts';
import type { SamplingPlan } from '../plan/sampling_plan.ts';
import { carry } from './carry.ts';
import { createPace, firstWork } from './pace.ts';

/**
 * s(x, σ) at every point, by a plan whose program replaces points by their scores: in submissions of a paced length, and in parts
 * where one sampler cannot address all points, or has no memory for them and the contexts of each. Scores that are not finite are given
 * as they are.
 * @param requireAlive is called before work is put into the queue and after every wait.
 */
export async function evaluateScore(backend: Backend, plan: SamplingPlan, requireAlive: () => void): Promise<Points> {
  const { dimension, transform } = plan;
  const { values: given, shape } = plan.initial as Float32Points;
  let most = backend.mostParticles(dimension);
  const values = new Float32Array(given.length);
  const pace = createPace(firstWork, backend);
  for (let first = 0; first < shape[0]; ) {
    const particles = Math.min(most, shape[0] - first);
    let runner: SamplingRunner;
    try {
      runner = await backend.sample({
        ...plan,
        ...{ particles, score: fieldOf(plan.score).part(plan.score, first, particles, fieldOf) },
        initial: {
          values: given.subarray(first * dimension, (first + particles) * dimension),
          shape: [particles, dimension],
        },
      });
    } catch (error) {
      requireAlive();
      most = halfAsMany(particles, error);
      continue;
    }
    try {
      requireAlive();
      const end = totalOf(plan.program);
      await carry(backend, runner, pace, { first: 0, end, updates: end }, () => {
        requireAlive();
        return true;
      });
      requireAlive();
      values.set((await runner.read()).values, first * dimension);
    } finally {
      runner.dispose();
    }
    first += particles;
  }
  const scores: Float32Points = { values, shape };
  return transform ? scoresRestored(scores, transform) : scores;
}
