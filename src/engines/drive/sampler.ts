import type { Sampler, SamplingProgress } from '../../engine.ts';
import { requireInteger, SamplingDivergedError } from '../../errors.ts';
import { endOfLevel, positionIn, totalOf } from '../../samplers/program.ts';
import { restoredInPlace } from '../../transform.ts';
import type { Backend, SamplingRunner } from '../backend.ts';
import type { SamplingPlan } from '../plan/sampling_plan.ts';
import { carry, updatesAhead } from './carry.ts';
import { createPace, firstWork } from './pace.ts';
import { createTasks, type Owner } from './tasks.ts';

/** Drives a sampling run on any backend. */
export function createSampler(backend: Backend, plan: SamplingPlan, runner: SamplingRunner, owner: Owner): Sampler {
  const { program, transform } = plan;
  const total = totalOf(program);
  const pace = createPace(firstWork);
  const tasks = createTasks('sampler', backend, { release: () => runner.dispose(), owner });
  let completed = 0;
  // Updates known to hold the one that diverges, while it is being sought by halves.
  let suspect = Number.POSITIVE_INFINITY;

  /** Takes all particles on, towards an update of the program; when they diverge or the signal is aborted, none has moved. */
  async function advance(target: number, signal: AbortSignal | undefined): Promise<void> {
    const { piece, all } = updatesAhead(backend, runner, pace);
    const updates = Math.min(target - completed, all, Math.ceil(suspect / 2));
    runner.save();
    let finite: boolean;
    try {
      const span = { first: completed, end: completed + updates, updates: piece };
      finite = await carry(backend, runner, pace, span, (finite) => {
        tasks.requireAlive();
        signal?.throwIfAborted();
        return finite;
      });
      tasks.requireAlive();
    } catch (error) {
      if (signal?.aborted) runner.restore();
      throw error;
    }
    if (finite) {
      completed += updates;
      suspect = suspect - updates || Number.POSITIVE_INFINITY;
      return;
    }
    runner.restore();
    if (updates > 1) {
      suspect = updates;
      return;
    }
    suspect = Number.POSITIVE_INFINITY;
    const { entry, level, step } = positionIn(program, completed);
    throw new SamplingDivergedError(level, step, program.stages[entry]!);
  }

  /** Where the run stands, by its last update. */
  function progress(): SamplingProgress {
    if (completed === 0) return { level: 0, step: 0, completed, total };
    const { level, step } = positionIn(program, completed - 1);
    return { level, step: step + 1, completed, total };
  }

  async function* run({
    reportEvery,
    signal,
  }: Parameters<Sampler['run']>[0] = {}): AsyncGenerator<SamplingProgress, void, undefined> {
    if (reportEvery !== undefined) requireInteger('reportEvery', reportEvery, 1);
    signal?.throwIfAborted();
    while (completed < total) {
      const report = reportEvery
        ? Math.min(total, completed + reportEvery - (completed % reportEvery))
        : endOfLevel(program, completed);
      while (completed < report) {
        signal?.throwIfAborted();
        await tasks.alone(() => advance(report, signal), signal);
      }
      yield progress();
    }
  }

  return {
    get completed() {
      return completed;
    },
    total,
    run: (options) => tasks.exclusive(run(options)),
    samples: () =>
      tasks.alone(async () => {
        const points = await runner.read();
        return transform ? restoredInPlace(points, transform) : points;
      }),
    dispose: tasks.dispose,
    [Symbol.dispose]: tasks.dispose,
  };
}
