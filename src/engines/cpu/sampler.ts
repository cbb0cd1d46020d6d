import type { Sampler, SamplingProgress } from '../../engine.ts';
import { SamplingDivergedError } from '../../errors.ts';
import { position } from '../../noise.ts';
import { createGuard } from '../drive/guard.ts';
import { requireReports, type SamplingPlan } from '../options.ts';
import { blockRows } from './block.ts';
import { type Breath, createBreath } from './breath.ts';
import { denoise } from './denoise.ts';
import { langevin } from './langevin.ts';
import { copyOf, initialParticles, loadBlock, type Particles, toPoints } from './particles.ts';
import { blockScore } from './score.ts';

/** Annealed Langevin dynamics in float64; particles are rounded to float32 after every step. */
export function createSampler(plan: SamplingPlan): Sampler {
  const { schedule, key, firstQuad } = plan;
  const { sigmas, sizes, counts, total } = schedule;
  const lastLevel = sigmas.length - 1;
  const score = blockScore(plan.score);
  // A step leads from one state into the other, so that one that fails or is broken off leaves no trace.
  let particles = initialParticles(plan);
  let next: Particles = copyOf(particles);
  let completed = 0;
  let denoised = !plan.denoise;

  /** Where the walk stands, by its last step. */
  function progress(): SamplingProgress {
    const { level, step } = completed > 0 ? position(schedule, completed - 1) : { level: 0, step: -1 };
    return { level, step: step + 1, completed, total };
  }

  /** Moves all particles by one update, if all of them stay finite. */
  async function move(
    sigma: number,
    update: (first: number, rows: number) => boolean,
    breath: Breath,
  ): Promise<boolean> {
    score.setLevel(sigma);
    for (let first = 0; first < plan.particles; first += blockRows) {
      const rows = Math.min(blockRows, plan.particles - first);
      loadBlock(particles, first, rows, score.points);
      score.evaluate(rows);
      if (!update(first, rows)) return false;
      if (breath.due()) await breath.take();
    }
    [particles, next] = [next, particles];
    return true;
  }

  const guard = createGuard('sampler', () => {});

  async function* run({
    reportEvery,
    signal,
  }: Parameters<Sampler['run']>[0] = {}): AsyncGenerator<SamplingProgress, void, undefined> {
    requireReports(reportEvery);
    signal?.throwIfAborted();
    if (completed === total && denoised) return;
    const breath = createBreath(signal);
    while (completed < total) {
      const { level, step } = position(schedule, completed);
      const size = sizes[level]!;
      const walk = { size, number: completed, firstQuad, key };
      const update = (first: number, rows: number) => langevin(particles, next, first, rows, score.scores, walk);
      if (!(await move(sigmas[level]!, update, breath))) throw new SamplingDivergedError(level, step, size);
      completed++;
      const due = reportEvery ? completed % reportEvery === 0 : step + 1 === counts[level];
      if (completed < total && due) {
        yield progress();
        signal?.throwIfAborted();
      }
    }
    if (!denoised) {
      const sigma = sigmas[lastLevel]!;
      const update = (first: number, rows: number) => denoise(particles, next, first, rows, score.scores, sigma);
      if (!(await move(sigma, update, breath)))
        throw new SamplingDivergedError(lastLevel, counts[lastLevel]!, sigma ** 2);
      denoised = true;
    }
    yield progress();
  }

  return {
    get completed() {
      return completed;
    },
    total,
    run: (options) => guard.exclusive(run(options)),

    async samples() {
      guard.requireAlive();
      return plan.inDataUnits(toPoints(particles));
    },
    dispose: guard.dispose,
    [Symbol.dispose]: guard.dispose,
  };
}
