import { wantsAverage } from '../../averaging.ts';
import { type Checkpoint, modelOf } from '../../checkpoint.ts';
import { DeviceLostError } from '../../device_lost_error.ts';
import type { Ensemble, EnsembleProgress } from '../../ensemble_of_trainings.ts';
import { ArgumentError, OutOfMemoryError, requireInteger, TrainingDivergedError } from '../../errors.ts';
import { requireKeys, requireSignal } from '../../require_options.ts';
import type { Backend, TrainingRunner } from '../backend.ts';
import { requireUnchanged } from '../plan/training.ts';
import { buffersOf, type MemberPlan, type TrainingBuffer, type TrainingPlan } from '../plan/training_plan.ts';
import { createHostCopies } from './host_copies.ts';
import { createLossHistory } from './loss_history.ts';
import { createNews } from './news.ts';
import { createPace, firstWork } from './pace.ts';
import { createTasks, type Workplace } from './tasks.ts';

/** What steps change in a training: a copy of it on the host. */
interface HostState {
  readonly step: number;
  /** Of each member. */
  readonly starts: readonly MemberPlan['start'][];
}

/** A training of one network or several, which a trainer or an ensemble shows. */
export interface Training extends Omit<Ensemble, 'members'> {
  /** For each member what `gradient` of a trainer gives. */
  gradients(): Promise<Float32Array[]>;
}

/**
 * Drives a training on any backend.
 * @param what its name in messages
 * @param runner a first one, of the backend of the workplace
 */
export function createTraining(
  what: 'trainer' | 'ensemble',
  { slot, backend: first, owner }: Workplace,
  plan: TrainingPlan,
  runner: TrainingRunner,
): Training {
  const { members } = plan;
  const [{ averaging }] = members;
  const histories = members.map(createLossHistory);
  const news = createNews(slot);
  // What is to be freed: none while another is being made.
  let held: TrainingRunner | undefined = runner;
  const tasks = createTasks(what, slot, { release, owner });
  // What another runner is made from when the device is lost.
  const copies = createHostCopies<HostState>({ step: plan.step, starts: members.map(({ start }) => start) });
  // The backend of the runner, and whether that runner is where the training is.
  let backend = first;
  let inPlace = true;
  let pace = createPace(firstWork / runner.work, first);
  let completed = plan.step;
  // The step of the state in each place, of which `latest` is the later: from one of them any step since can be taken again.
  // They are the states before the last two advances; −1 marks a place that holds nothing yet.
  const saved: [number, number] = [-1, -1];
  let latest: 0 | 1 = 0;

  // False while steps are under way, and when a task that was aborted or failed has left the state somewhere among them.
  let whole = true;

  function release(): void {
    held?.dispose();
    held = undefined;
  }

  /** Does a task that finds the state of step `completed`. */
  async function alone<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await tasks.alone(async (present) => {
        if (present !== backend || !inPlace) await remake(present, completed, signal);
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
      const lost = lossOf(error);
      if (!lost) throw error;
      const checkpoints = checkpointsOf(structuredClone(copies.latest));
      const given = what === 'trainer' ? { checkpoint: checkpoints[0]! } : { checkpoints };
      throw new DeviceLostError(lost.message, lost.reason, { cause: error, ...given });
    }
  }

  /** The loss that an error comes of: where there is no room on what has taken over, the training is on the host alone. */
  function lossOf(error: unknown): Pick<DeviceLostError, 'message' | 'reason'> | undefined {
    if (error instanceof DeviceLostError) return error;
    const isRefused = error instanceof ArgumentError && error.argument !== 'data';
    if (inPlace || !(isRefused || error instanceof OutOfMemoryError)) return undefined;
    const message = `The device was lost, and the ${what} has no room on the one in its place: ${error.message}`;
    return { message, reason: 'lost' };
  }

  /** Makes the runner once more, mostly on another backend, from the state on the host, and takes again the steps from there to `target`. */
  async function remake(present: Backend, target: number, signal?: AbortSignal): Promise<void> {
    inPlace = false;
    requireUnchanged(plan);
    const { latest: from } = copies;
    const [one, ...others] = members.map((member, m) => ({ ...member, start: from.starts[m]! }));
    // There may be room for one alone.
    release();
    runner = await present.train({ ...plan, step: from.step, members: [one!, ...others] });
    held = runner;
    tasks.requireAlive();
    backend = present;
    pace = createPace(firstWork / runner.work, present);
    saved.fill(-1);
    whole = true;
    for (let step = from.step; step < target; ) {
      signal?.throwIfAborted();
      const count = stepsOfATask(target - step);
      const started = performance.now();
      await take(step, count, signal);
      pace.measured(count, performance.now() - started);
      step += count;
    }
    news.add(from.step);
    inPlace = true;
  }

  /** What is read for all members at once, for each of them. */
  function forEach(values: Float32Array): Float32Array[] {
    const size = values.length / members.length;
    return members.map((_, m) => (members.length === 1 ? values : values.slice(m * size, (m + 1) * size)));
  }

  async function read(): Promise<HostState> {
    const starts = members.map((): Partial<Record<TrainingBuffer, Float32Array>> => ({}));
    for (const buffer of buffersOf(plan)) {
      for (const [m, values] of forEach(await runner.read(buffer)).entries()) starts[m]![buffer] = values;
    }
    return { step: completed, starts: starts as MemberPlan['start'][] };
  }

  function checkpointsOf({ step, starts }: HostState): Checkpoint[] {
    return members.map(({ kept }, m) => ({ ...structuredClone(kept), step, ...starts[m]! }));
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
   * Takes steps and gives their losses, [steps][members], in submissions of a paced length: many steps, or, of long steps that are
   * cut into parts, some parts each. When it fails, or the signal is aborted between these, steps that were taken have to be undone.
   */
  async function take(first: number, count: number, signal?: AbortSignal): Promise<Float32Array> {
    const { parts } = runner;
    const losses = new Float32Array(count * members.length);
    const atOnce = Math.max(1, Math.round(pace.work * parts.length));
    let enqueued = 0;
    let known = 0;
    let submitted = 0;
    for (let step = first; step < first + count; step++) {
      for (const [i, part] of parts.entries()) {
        runner.enqueue(step, part);
        const last = step + 1 === first + count && i + 1 === parts.length;
        const full = ++enqueued % atOnce === 0;
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

  /**
   * Brings the state back to that before step `target`, by the latest one kept that is not beyond it: on the device, or else on the
   * host, since a device that has just taken the place of another keeps none from before.
   */
  async function rewind(target: number): Promise<void> {
    const other = latest === 0 ? 1 : 0;
    const place = saved[latest] <= target ? latest : other;
    if (saved[place] < 0 || saved[place] > target) return remake(backend, target);
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
    const failed = completed + Math.floor(bad / members.length);
    const target = bad < 0 ? completed + count : Math.max(plan.step, failed - 1);
    if (target < copies.latest.step) copies.discard();
    if (bad >= 0) await rewind(target);
    const known = losses.subarray(0, Math.max(0, target - completed) * members.length);
    for (const [m, history] of histories.entries()) {
      history.push(members.length === 1 ? known : known.filter((_, i) => i % members.length === m));
      history.truncate(target - plan.step);
    }
    completed = target;
    whole = true;
    if (bad >= 0) throw new TrainingDivergedError(failed, what === 'ensemble' ? bad % members.length : undefined);
  }

  async function* run(options: Parameters<Training['run']>[0]): AsyncGenerator<EnsembleProgress, void, undefined> {
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
        if (slot.canBeLost && copies.due()) await alone(() => copies.make(read), signal);
      }
      yield { step: completed, losses: histories.map(({ last }) => last), ...news.take() };
    }
  }

  return {
    get step() {
      return completed;
    },
    losses(from = 0) {
      requireInteger('from', from, 0);
      return histories.map((history) => history.values(from));
    },
    run: (options) => tasks.exclusive(run(options)),
    models: async (options = {}) => {
      requireKeys('', options, { averaged: true });
      const buffer = wantsAverage(averaging, options.averaged) ? 'average' : 'parameters';
      const parameters = forEach(await alone(() => runner.read(buffer)));
      return members.map(({ kept }, m) => modelOf({ ...structuredClone(kept), parameters: parameters[m]! }));
    },
    checkpoints: () => alone(async () => checkpointsOf(await read())),
    gradients: () =>
      alone(async () => {
        // A whole step, with the state before it put back.
        keepState();
        whole = false;
        await take(completed, 1);
        runner.restore(latest);
        whole = true;
        return forEach(await runner.gradient());
      }),
    dispose: tasks.dispose,
    [Symbol.dispose]: tasks.dispose,
  };
}
