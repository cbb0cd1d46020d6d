import { canvasSizeOf, requireCanvas, resizeCanvas } from '../../canvas.ts';
import { requireInteger, SamplingDivergedError } from '../../errors.ts';
import type { Float32Points } from '../../points.ts';
import { requireKeys, requireSignal } from '../../require_options.ts';
import type { Sampler, SamplingProgress } from '../../sampler.ts';
import { usesMemory } from '../../samplers/program.ts';
import { timetableOf } from '../../samplers/timetable.ts';
import { restored } from '../../transform.ts';
import type { Backend, SamplingRunner } from '../backend.ts';
import { planGrid } from '../plan/grid_plan.ts';
import { planPicture } from '../plan/picture_plan.ts';
import type { SamplingPlan } from '../plan/sampling_plan.ts';
import { carry, updatesAhead } from './carry.ts';
import { createHostCopies } from './host_copies.ts';
import { createNews } from './news.ts';
import { withObserved } from './observed.ts';
import { createPace, firstWork } from './pace.ts';
import { createPainter } from './painter.ts';
import { createTasks, type Workplace } from './tasks.ts';

/** What another runner is made from: the beginning, or particles as they were after so many updates. */
interface SamplingState {
  readonly completed: number;
  readonly particles?: Float32Points;
  readonly memory?: Float32Points;
}

/** Drives a sampling run on any backend. @param runner a first one, of the backend of the workplace */
export function createSampler(
  { slot, backend: first, owner }: Workplace,
  plan: SamplingPlan,
  runner: SamplingRunner,
): Sampler {
  const { program, transform, known } = plan;
  const timetable = timetableOf(program);
  const { total } = timetable;
  const news = createNews(slot);
  // What is to be freed: none while another is being made.
  let held: SamplingRunner | undefined = runner;
  const tasks = createTasks('sampler', slot, { release, owner });
  const painter = createPainter();
  const copies = createHostCopies<SamplingState>({ completed: 0 });
  // The backend of the runner, and whether that runner is where the run is.
  let backend = first;
  let inPlace = true;
  let pace = createPace(firstWork, first);
  let completed = 0;
  // Updates known to hold the one that diverges, while it is being sought by halves.
  let suspect = Number.POSITIVE_INFINITY;
  // False while some particles are ahead of others, and when a run that was aborted or failed has left them so.
  let whole = true;

  function release(): void {
    held?.dispose();
    held = undefined;
  }

  /** Does a task that finds all particles after the same updates. */
  function alone<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return tasks.alone(async (present) => {
      if (present !== backend || !inPlace) await remake(present, signal);
      if (!whole) {
        runner.restore();
        await runner.completion();
        tasks.requireAlive();
        whole = true;
      }
      return task();
    }, signal);
  }

  /** Makes the runner once more, on another backend, from the particles on the host, and takes again the updates that came after. */
  async function remake(present: Backend, signal: AbortSignal | undefined): Promise<void> {
    inPlace = false;
    // There may be room for one alone.
    release();
    const { completed: from, particles, memory } = copies.latest;
    runner = await present.sample({
      ...plan,
      ...(particles && { initial: particles }),
      ...(memory && { memory }),
    });
    held = runner;
    tasks.requireAlive();
    backend = present;
    pace = createPace(firstWork, present);
    whole = true;
    for (let at = from; at < completed; ) {
      signal?.throwIfAborted();
      const { piece, all } = updatesAhead(present, runner, pace);
      const end = Math.min(completed, at + all);
      await carry(present, runner, pace, { first: at, end, updates: piece }, (finite) => {
        tasks.requireAlive();
        signal?.throwIfAborted();
        return finite;
      });
      tasks.requireAlive();
      at = end;
    }
    news.add(from);
    inPlace = true;
  }

  async function read(): Promise<SamplingState> {
    return {
      completed,
      particles: await runner.read('particles'),
      ...(usesMemory(program) && { memory: await runner.read('memory') }),
    };
  }

  /** Takes all particles on, towards an update of the program; when they diverge, none has moved. */
  async function advance(target: number, signal: AbortSignal | undefined): Promise<void> {
    const { piece, all } = updatesAhead(backend, runner, pace);
    const updates = Math.min(target - completed, all, Math.ceil(suspect / 2));
    runner.save();
    whole = false;
    const span = { first: completed, end: completed + updates, updates: piece };
    const finite = await carry(backend, runner, pace, span, (finite) => {
      tasks.requireAlive();
      signal?.throwIfAborted();
      return finite;
    });
    tasks.requireAlive();
    if (!finite) runner.restore();
    whole = true;
    if (finite) {
      completed += updates;
      suspect = suspect - updates || Number.POSITIVE_INFINITY;
      return;
    }
    if (updates > 1) {
      suspect = updates;
      return;
    }
    suspect = Number.POSITIVE_INFINITY;
    const { entry, level, step } = timetable.position(completed);
    throw new SamplingDivergedError(level, step, program.stages[entry]!);
  }

  /** Where the run stands, by its last update. */
  function progress(): SamplingProgress {
    const { level, step } = timetable.position(completed - 1);
    return { level, step: step + 1, completed, total, ...news.take() };
  }

  async function* run(options: Parameters<Sampler['run']>[0] = {}): AsyncGenerator<SamplingProgress, void, undefined> {
    requireKeys('', options, { reportEvery: true, signal: true });
    const { reportEvery, signal } = options;
    requireSignal('signal', signal);
    if (reportEvery !== undefined) requireInteger('reportEvery', reportEvery, 1);
    signal?.throwIfAborted();
    while (completed < total) {
      const report = reportEvery
        ? Math.min(total, completed + reportEvery - (completed % reportEvery))
        : timetable.endOfLevel(completed);
      while (completed < report) {
        signal?.throwIfAborted();
        await alone(() => advance(report, signal), signal);
        if (slot.canBeLost && copies.due()) await alone(() => copies.make(read), signal);
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
      alone(async () => {
        const points = await runner.read();
        const samples = transform ? restored(points, transform) : points;
        return known && completed === total ? withObserved(samples, known.observed) : samples;
      }),
    async counts(grid) {
      tasks.requireAlive();
      const planned = planGrid('grid', grid, plan);
      return alone(() => runner.counts(planned));
    },
    async draw(canvas, picture, size) {
      tasks.requireAlive();
      const planned = planPicture('picture', picture, plan);
      requireCanvas('canvas', canvas);
      const wanted = size === undefined ? undefined : canvasSizeOf('size', size);
      return alone(async () => {
        if (wanted) resizeCanvas(canvas, wanted);
        if (runner.draw) return runner.draw(canvas, planned, tasks.requireAlive);
        const counts = await runner.counts(planned.grid);
        tasks.requireAlive();
        painter.paint(canvas, planned, counts);
      });
    },
    dispose: tasks.dispose,
    [Symbol.dispose]: tasks.dispose,
  };
}
