import { wantsAverage } from '../../averaging.ts';
import type { Trainer, TrainingProgress } from '../../engine.ts';
import { requireInteger, TrainingDivergedError } from '../../errors.ts';
import type { Model } from '../../network.ts';
import type { Backend, TrainingRunner } from '../backend.ts';
import type { TrainingPlan } from '../plan/training_plan.ts';
import { createLossHistory } from './loss_history.ts';
import { createPace, firstWork } from './pace.ts';
import { createTasks, type Owner } from './tasks.ts';

/** Drives a training on any backend. */
export function createTrainer(backend: Backend, plan: TrainingPlan, runner: TrainingRunner, owner: Owner): Trainer {
  const { averaging, start, kept } = plan;
  const { ranges, mostSteps } = runner;
  const history = createLossHistory();
  const pace = createPace(firstWork / runner.work);
  const tasks = createTasks('trainer', backend, { release: () => runner.dispose(), owner });
  let completed = start.step;
  // The step of the state in each place, of which `latest` is the later: from one of them any step since can be taken again.
  // They are the states before the last two advances; −1 marks a place that holds nothing yet.
  const saved: [number, number] = [-1, -1];
  let latest: 0 | 1 = 0;

  /** Keeps the present state, unless it is kept already, and the one that was kept before it. */
  function keepState(): void {
    if (saved[latest] === completed) return;
    latest = latest === 0 ? 1 : 0;
    saved[latest] = completed;
    runner.save(latest);
  }

  /**
   * Takes steps and gives their losses, in submissions of a paced length: many steps, or, of steps that are cut into ranges of
   * rows, one range each. When the signal is aborted between these, or all was disposed of, steps that were taken have to be undone.
   */
  async function take(first: number, count: number, signal?: AbortSignal): Promise<Float32Array> {
    const losses = new Float32Array(count);
    let known = 0;
    const complete = async () => {
      const more = await runner.completion();
      tasks.requireAlive();
      losses.set(more, known);
      known += more.length;
    };
    const atOnce = Math.max(1, Math.round(pace.work));
    let submitted = 0;
    for (let step = first; step < first + count; step++) {
      for (const [i, range] of ranges.entries()) {
        runner.enqueue(step, range);
        const full = i + 1 < ranges.length || (step + 1 - first) % atOnce === 0;
        if (!full) continue;
        runner.submit();
        if (ranges.length === 1 || ++submitted < backend.queueDepth) continue;
        submitted = 0;
        await complete();
        signal?.throwIfAborted();
      }
    }
    await complete();
    return losses;
  }

  /** Goes back to the state before step `target`, by the latest state kept that is not beyond it. */
  async function rewind(target: number): Promise<void> {
    const place = saved[latest] <= target ? latest : latest === 0 ? 1 : 0;
    runner.restore(place);
    for (let at = saved[place]; at < target; at += mostSteps) await take(at, Math.min(mostSteps, target - at));
    completed = target;
    history.truncate(target - start.step);
  }

  async function advance(count: number, signal: AbortSignal | undefined): Promise<void> {
    keepState();
    const started = performance.now();
    let losses: Float32Array;
    try {
      losses = await take(completed, count, signal);
    } catch (error) {
      if (signal?.aborted) runner.restore(latest);
      throw error;
    }
    pace.measured(count, performance.now() - started);
    const bad = losses.findIndex((loss) => !Number.isFinite(loss));
    history.push(bad < 0 ? losses : losses.subarray(0, bad));
    const failed = completed + bad;
    completed += count;
    if (bad < 0) return;
    await rewind(Math.max(start.step, failed - 1));
    throw new TrainingDivergedError(failed);
  }

  async function* run({
    steps,
    reportEvery = Math.max(1, steps),
    signal,
  }: Parameters<Trainer['run']>[0]): AsyncGenerator<TrainingProgress, void, undefined> {
    requireInteger('steps', steps, 0);
    requireInteger('reportEvery', reportEvery, 1);
    signal?.throwIfAborted();
    const from = completed;
    const end = from + steps;
    while (completed < end) {
      const report = Math.min(end, completed + reportEvery - ((completed - from) % reportEvery));
      while (completed < report) {
        signal?.throwIfAborted();
        const ahead = Math.max(1, Math.round(backend.queueDepth * pace.work));
        const count = Math.min(report - completed, mostSteps, ahead);
        await tasks.alone(() => advance(count, signal), signal);
      }
      yield { step: completed, loss: history.last };
    }
  }

  function modelWith(parameters: Float32Array): Model {
    const { network, noise, transform, moments } = kept;
    return {
      kind: 'network',
      ...{ network, noise, parameters },
      ...(transform && { transform }),
      ...(moments && { moments }),
    };
  }

  return {
    get step() {
      return completed;
    },
    losses: history.values,
    run: (options) => tasks.exclusive(run(options)),
    model: async ({ averaged } = {}) => {
      const buffer = wantsAverage(averaging, averaged) ? 'average' : 'parameters';
      return modelWith(await tasks.alone(() => runner.read(buffer)));
    },
    checkpoint: () =>
      tasks.alone(async () => ({
        ...kept,
        step: completed,
        parameters: await runner.read('parameters'),
        first: await runner.read('first'),
        second: await runner.read('second'),
        ...(averaging && { average: await runner.read('average') }),
      })),
    gradient: () =>
      tasks.alone(async () => {
        // A whole step, with the state before it put back.
        keepState();
        await take(completed, 1);
        runner.restore(latest);
        return runner.gradient();
      }),
    dispose: tasks.dispose,
    [Symbol.dispose]: tasks.dispose,
  };
}
