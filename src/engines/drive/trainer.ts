import { wantsAverage } from '../../averaging.ts';
import { modelOf, type TrainingState } from '../../checkpoint.ts';
import { DeviceLostError } from '../../device_lost_error.ts';
import type { Trainer, TrainingProgress } from '../../engine.ts';
import { requireInteger, TrainingDivergedError } from '../../errors.ts';
import { requireKeys, requireSignal } from '../../require_options.ts';
import type { Backend, TrainingRunner } from '../backend.ts';
import { requireUnchanged } from '../plan/training.ts';
import type { TrainingPlan } from '../plan/training_plan.ts';
import { createHostCopies } from './host_copies.ts';
import { createLossHistory } from './loss_history.ts';
import { createNews } from './news.ts';
import { createPace, firstWork } from './pace.ts';
import { createTasks, type Workplace } from './tasks.ts';

/** Drives a training on any backend. @param runner a first one, of the backend of the workplace */
export function createTrainer(
  { slot, backend: first, owner }: Workplace,
  plan: TrainingPlan,
  runner: TrainingRunner,
): Trainer {
  const { averaging, start, kept } = plan;
  const history = createLossHistory();
  const news = createNews(slot);
  const tasks = createTasks('trainer', slot, { release: () => runner.dispose(), owner });
  // What another runner is made from when the device is lost.
  const copies = createHostCopies<TrainingState>(start);
  // The backend of the runner, and whether that runner is where the training is.
  let backend = first;
  let inPlace = true;
  let pace = createPace(firstWork / runner.work, first);
  let completed = start.step;
  // The step of the state in each place, of which `latest` is the later: from one of them any step since can be taken again.
  // They are the states before the last two advances; −1 marks a place that holds nothing yet.
  const saved: [number, number] = [-1, -1];
  let latest: 0 | 1 = 0;

  // False while steps are under way, and when a task that was aborted or failed has left the state somewhere among them.
  let whole = true;

  /** Does a task that finds the state of step `completed`. */
  async function alone<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await tasks.alone(async (present) => {
        if (present !== backend || !inPlace) await remake(present, signal);
        if (!whole) {
          runner.restore(latest);
          // Losses of steps that are undone are for nobody.
          await runner.completion();
          tasks.requireAlive();
          whole = true;
        }
        return task();
      }, signal);
    } catch (error) {
      if (!(error instanceof DeviceLostError)) throw error;
      const checkpoint = { ...structuredClone(kept), ...structuredClone(copies.latest) };
      throw new DeviceLostError(error.message, error.reason, { cause: error, checkpoint });
    }
  }

  /** Makes the runner once more, on another backend, from the state on the host, and takes again the steps that came after it. */
  async function remake(present: Backend, signal: AbortSignal | undefined): Promise<void> {
    inPlace = false;
    requireUnchanged(plan);
    const { latest: from } = copies;
    const fresh = await present.train({ ...plan, start: from });
    runner.dispose();
    runner = fresh;
    tasks.requireAlive();
    backend = present;
    pace = createPace(firstWork / runner.work, present);
    saved.fill(-1);
    whole = true;
    for (let step = from.step; step < completed; ) {
      signal?.throwIfAborted();
      const count = stepsOfATask(completed - step);
      const started = performance.now();
      await take(step, count, signal);
      pace.measured(count, performance.now() - started);
      step += count;
    }
    news.add(from.step);
    inPlace = true;
  }

  async function read(): Promise<TrainingState> {
    return {
      step: completed,
      parameters: await runner.read('parameters'),
      first: await runner.read('first'),
      second: await runner.read('second'),
      ...(averaging && { average: await runner.read('average') }),
    };
  }

  /** Steps that are taken without a look at anything else, of so many. */
  function stepsOfATask(steps: number): number {
    return Math.min(steps, runner.mostSteps, backend.queueDepth * stepsAtOnce());
  }

  /** Keeps the present state, unless it is kept already, and the one that was kept before it. */
  function keepState(): void {
    if (saved[latest] === completed) return;
    const place = latest === 0 ? 1 : 0;
    runner.save(place);
    saved[place] = completed;
    latest = place;
  }

  /** Steps of a submission. */
  function stepsAtOnce(): number {
    return Math.max(1, Math.round(pace.work));
  }

  /**
   * Takes steps and gives their losses, in submissions of a paced length: many steps, or, of steps that are cut into ranges of
   * rows, one range each. When it fails, or the signal is aborted between these, steps that were taken have to be undone.
   */
  async function take(first: number, count: number, signal?: AbortSignal): Promise<Float32Array> {
    const { ranges } = runner;
    const losses = new Float32Array(count);
    const atOnce = stepsAtOnce();
    let known = 0;
    let submitted = 0;
    for (let step = first; step < first + count; step++) {
      for (const [i, range] of ranges.entries()) {
        runner.enqueue(step, range);
        const last = step + 1 === first + count && i + 1 === ranges.length;
        const full = ranges.length > 1 || (step + 1 - first) % atOnce === 0;
        if (!last && !full) continue;
        if (!last && ++submitted < backend.queueDepth) {
          runner.submit();
          continue;
        }
        submitted = 0;
        const more = await runner.completion();
        tasks.requireAlive();
        losses.set(more, known);
        known += more.length;
        if (!last) signal?.throwIfAborted();
      }
    }
    return losses;
  }

  /** Brings the state back to that before step `target`, by the latest one kept that is not beyond it. */
  async function rewind(target: number): Promise<void> {
    const place = saved[latest] <= target ? latest : latest === 0 ? 1 : 0;
    runner.restore(place);
    // Fewer steps than one task takes, since each task keeps the state before it.
    await take(saved[place], target - saved[place]);
  }

  async function advance(count: number, signal: AbortSignal | undefined): Promise<void> {
    keepState();
    whole = false;
    const started = performance.now();
    const losses = await take(completed, count, signal);
    pace.measured(count, performance.now() - started);
    const bad = losses.findIndex((loss) => !Number.isFinite(loss));
    const failed = completed + bad;
    const target = bad < 0 ? completed + count : Math.max(start.step, failed - 1);
    if (bad >= 0) await rewind(target);
    if (target < copies.latest.step) copies.discard();
    history.push(losses.subarray(0, Math.max(0, target - completed)));
    history.truncate(target - start.step);
    completed = target;
    whole = true;
    if (bad >= 0) throw new TrainingDivergedError(failed);
  }

  async function* run(options: Parameters<Trainer['run']>[0]): AsyncGenerator<TrainingProgress, void, undefined> {
    requireKeys('', options, { steps: true, reportEvery: true, signal: true });
    const { steps, signal } = options;
    // The random counter has 32 bits for the number of a step.
    requireInteger('steps', steps, 0, 0xffff_ffff - completed);
    const { reportEvery = Math.max(1, steps) } = options;
    requireInteger('reportEvery', reportEvery, 1);
    requireSignal('signal', signal);
    signal?.throwIfAborted();
    const from = completed;
    const end = from + steps;
    while (completed < end) {
      const report = Math.min(end, completed + reportEvery - ((completed - from) % reportEvery));
      while (completed < report) {
        signal?.throwIfAborted();
        const count = report - completed;
        await alone(() => advance(stepsOfATask(count), signal), signal);
        if (slot.isReplaceable && copies.due()) await alone(() => copies.make(read), signal);
      }
      yield { step: completed, loss: history.last, ...news.take() };
    }
  }

  return {
    get step() {
      return completed;
    },
    losses(from = 0) {
      requireInteger('from', from, 0);
      return history.values(from);
    },
    run: (options) => tasks.exclusive(run(options)),
    model: async (options = {}) => {
      requireKeys('', options, { averaged: true });
      const buffer = wantsAverage(averaging, options.averaged) ? 'average' : 'parameters';
      return modelOf({ ...structuredClone(kept), parameters: await alone(() => runner.read(buffer)) });
    },
    checkpoint: () => alone(async () => ({ ...structuredClone(kept), ...(await read()) })),
    gradient: () =>
      alone(async () => {
        // A whole step, with the state before it put back.
        keepState();
        whole = false;
        await take(completed, 1);
        runner.restore(latest);
        whole = true;
        return runner.gradient();
      }),
    dispose: tasks.dispose,
    [Symbol.dispose]: tasks.dispose,
  };
}
