import { DeviceLostError, type LossReason } from '../../../src/device_lost_error.ts';
import type { Backend, Piece, SamplingRunner, StepPart, TrainingRunner } from '../../../src/engines/backend.ts';
import { countParticles } from '../../../src/engines/cpu/count.ts';
import { fromPoints } from '../../../src/engines/cpu/particles.ts';
import { partsOf } from '../../../src/engines/plan/row_ranges.ts';
import type { SamplingPlan } from '../../../src/engines/plan/sampling_plan.ts';
import type { TrainingBuffer, TrainingPlan } from '../../../src/engines/plan/training_plan.ts';
import { DeviceError } from '../../../src/errors.ts';
import type { Stage } from '../../../src/samplers/program.ts';
import { timetableOf } from '../../../src/samplers/timetable.ts';

/** What the fake engine is like. */
export interface FakeOptions {
  readonly queueDepth?: number;
  /** Time that work takes, in ms a unit of it: virtual, see `Fake.now`. */
  readonly pace?: number;
  readonly training?: {
    /** Arithmetic of a step, and the parts it is cut into. */
    readonly work?: number;
    readonly parts?: number;
    readonly mostSteps?: number;
    /** Loss of a step of a member, before its update. */
    readonly loss?: (step: number, member: number) => number;
  };
  readonly sampling?: {
    /** Arithmetic of an update of a quad. */
    readonly work?: number;
    readonly unit?: number;
    readonly mostQuads?: number;
    readonly mostUpdates?: number;
    readonly mostPieces?: number;
    readonly steadyUpdates?: number;
    /** Whether this update makes a quad NaN. */
    readonly diverges?: (quad: number, update: number) => boolean;
    /** s(x), 1 unless given: then particles that start at 0 count the updates of stages that are x ← x + s. */
    readonly score?: (x: number) => number;
  };
  readonly mostParticles?: number;
  /** Whether work that is waited for fails when the backend is disposed of, as on a device that is destroyed. */
  readonly endsWork?: boolean;
  /** How it says that it is lost; by a plain DeviceError unless given. */
  readonly loss?: LossReason;
}

type Name = keyof TrainingRunner | keyof SamplingRunner | 'train' | 'sample' | 'destroy';

/** A call of the backend (runner 0) or of one of its runners, by the number of the runner. */
export interface Call {
  readonly name: Name;
  readonly runner: number;
  readonly step?: number;
  readonly part?: StepPart;
  readonly piece?: Piece;
}

/** A scripted engine: instant, but for what a test has it do. */
export interface Fake extends Backend {
  /** In their order, since `calls.length = 0` at most. */
  readonly calls: Call[];
  /** What the driver did against the contract. */
  readonly faults: string[];
  /** Runners that are not disposed of. */
  readonly live: number;
  /** Virtual time, which work takes. */
  readonly now: number;
  /** Submissions with work in them, and the time that each took. */
  readonly submissions: number[];
  /** Sees every call before it is done; what it throws, the call throws; what it gives is awaited where the call can wait. */
  onCall: (call: Call) => unknown;
  /** Those that it was given. */
  readonly plans: (TrainingPlan | SamplingPlan)[];
  /** Errors that were asked about. */
  readonly explained: unknown[];
  /** From now on all that is waited for fails, without a word. */
  lose(): void;
}

const all: Fake[] = [];

/** The faults of all fakes since the last time. */
export function faults(): string[] {
  return all.splice(0).flatMap((fake) => fake.faults);
}

export function createFake(options: FakeOptions = {}): Fake {
  const { queueDepth = 1, pace = 0, mostParticles = 1000, endsWork = true } = options;
  const calls: Call[] = [];
  const faults: string[] = [];
  const explained: unknown[] = [];
  const plans: (TrainingPlan | SamplingPlan)[] = [];
  const submissions: number[] = [];
  const losses = new Set<(error: unknown) => void>();
  let lost = false;
  let live = 0;
  let now = 0;
  let runners = 0;

  function seen(call: Call): unknown {
    calls.push(call);
    return fake.onCall(call);
  }

  /** Ends as the hook does, or with the loss of the device. */
  async function waiting(call: Call): Promise<void> {
    const reason = () => new DOMException('', 'AbortError');
    const hooked = (async () => seen(call))();
    hooked.catch(() => {});
    let end = (_: unknown) => {};
    const ended = new Promise<never>((_, reject) => {
      end = reject;
    });
    ended.catch(() => {});
    losses.add(end);
    if (lost) end(reason());
    try {
      await Promise.race([ended, hooked.then(() => new Promise<void>((resolve) => setImmediate(resolve)))]);
    } finally {
      losses.delete(end);
    }
  }

  function end(): void {
    lost = true;
    for (const fail of losses) fail(new DOMException('', 'AbortError'));
  }

  /** What runners of both kinds have: a queue, and an eye on how it is used. */
  function createQueue() {
    const runner = ++runners;
    let commands: (() => void)[] = [];
    let work = 0;
    let pieces = 0;
    let outstanding = 0;
    let pending = 0;
    let disposed = false;
    live++;

    function fault(what: string): void {
      faults.push(`runner ${runner}: ${what}`);
    }

    function alive(name: Name): void {
      if (disposed) fault(`${name} after dispose`);
    }

    function flush(): number {
      const commanded = commands;
      commands = [];
      for (const command of commanded) command();
      const taken = pieces;
      if (pieces > 0) {
        submissions.push(work * pace);
        now += work * pace;
        if (++outstanding > queueDepth) fault(`${outstanding} submissions before a completion`);
      }
      work = 0;
      pieces = 0;
      return taken;
    }

    return {
      runner,
      fault,
      put(call: Omit<Call, 'runner'>, cost: number, command: () => void): number {
        alive(call.name);
        seen({ ...call, runner });
        commands.push(command);
        if (cost === 0) return pieces;
        work += cost;
        return ++pieces;
      },
      submit() {
        alive('submit');
        seen({ name: 'submit', runner });
        flush();
      },
      /** @returns once all is done. */
      async wait(name: Name): Promise<void> {
        alive(name);
        flush();
        pending++;
        try {
          await waiting({ name, runner });
          outstanding = 0;
        } finally {
          pending--;
        }
      },
      dispose() {
        if (disposed) fault('disposed of twice');
        if (pending > 0) fault('disposed of while it is waited for');
        disposed = true;
        live--;
        calls.push({ name: 'dispose', runner });
      },
    };
  }

  function trainingRunner(plan: TrainingPlan): TrainingRunner {
    const { work = 1e7, parts = 1, mostSteps = Number.POSITIVE_INFINITY, loss = () => 1 } = options.training ?? {};
    const queue = createQueue();
    const [{ start }] = plan.members;
    const size = start.parameters.length;
    const ranges = Array.from({ length: parts }, (_, i) => ({ first_row: 8 * i, end_row: 8 * (i + 1) }));
    // One member after another.
    const all = partsOf(plan.members.length, 1, ranges);
    // Of each member the steps taken, and a number that tells in which order: what counts is in the first two of its parameters,
    // where they are not drawn.
    let states = plan.members.map(({ start: { parameters } }): readonly [number, number] => {
      return [plan.step, Number.isInteger(parameters[1]) ? parameters[1]! : 0];
    });
    const places = [states, states];
    // The part of a step that is next.
    let part = 0;
    const known: number[] = [];
    let last = [0, 0];

    /** Numbers of each member, one member after another. */
    function joined(of: (member: number) => readonly number[]): Float32Array {
      return Float32Array.from(plan.members.flatMap((_, m) => [...filled(size, of(m))]));
    }

    return {
      work,
      parts: all,
      mostSteps,
      enqueue(step, given) {
        queue.put({ name: 'enqueue', step, part: given }, work / all.length, () => {
          const { first_row, end_row, first_member: member } = given;
          if (first_row === 0 && member === 0) part = 0;
          if (given !== all[part]) queue.fault(`part ${JSON.stringify(given)} comes as number ${part} of its step`);
          const [taken, order] = states[member]!;
          if (taken !== step) queue.fault(`step ${step} in the state of step ${taken}`);
          part = (part + 1) % all.length;
          if (end_row < 8 * parts) return;
          known.push(loss(step, member));
          last = [loss(step, 0), step];
          states = states.map((state, m) => (m === member ? [taken + 1, mixed(order, step)] : state));
          if (known.length > mostSteps * states.length) queue.fault(`${known.length} losses wait`);
        });
      },
      submit: queue.submit,
      async completion() {
        await queue.wait('completion');
        return Float32Array.from(known.splice(0));
      },
      save(place) {
        queue.put({ name: 'save' }, 0, () => {
          places[place] = states;
        });
      },
      restore(place) {
        queue.put({ name: 'restore' }, 0, () => {
          states = places[place]!;
        });
      },
      async read(buffer) {
        await queue.wait('read');
        const offset: Record<TrainingBuffer, number> = { parameters: 0, first: 1, second: 2, average: 3 };
        return joined((member) => [...states[member]!, offset[buffer]]);
      },
      async gradient() {
        await queue.wait('gradient');
        return joined(() => last);
      },
      dispose: queue.dispose,
    };
  }

  function samplingRunner(plan: SamplingPlan): SamplingRunner {
    const { work = 1e6, unit = 1, mostUpdates = Number.POSITIVE_INFINITY, mostPieces = 4 } = options.sampling ?? {};
    const { steadyUpdates = 1, diverges = () => false, score = () => 1 } = options.sampling ?? {};
    const { particles, dimension, program, initial } = plan;
    const quads = Math.ceil(particles / 4);
    const { mostQuads = quads } = options.sampling ?? {};
    const { firsts } = timetableOf(program);
    const queue = createQueue();
    // Updates that each quad has taken, and their order; of given particles it is not known until they move.
    const start = 'values' in initial ? undefined : ([0, 1] as const);
    let taken = Array.from({ length: quads }, (): readonly [number, number] | undefined => start);
    let values = 'values' in initial ? Array.from(initial.values) : new Array<number>(particles * dimension).fill(0);
    let saved = { taken, values };
    let finite = true;

    function update(quad: number, number: number, stage: Stage): void {
      const [count, order] = taken[quad] ?? [number, 1];
      if (count !== number) queue.fault(`update ${number} of quad ${quad}, which took ${count}`);
      taken[quad] = [count + 1, mixed(order, number)];
      const end = Math.min(4 * (quad + 1), particles) * dimension;
      for (let at = 4 * quad * dimension; at < end; at++) {
        values[at] = stage.a * values[at]! + stage.b * score(values[at]!);
        if (diverges(quad, number)) values[at] = Number.NaN;
        if (!Number.isFinite(values[at])) finite = false;
      }
    }

    return {
      ...{ work, quads, unit, mostQuads, mostUpdates, mostPieces, steadyUpdates },
      enqueue(piece) {
        const { first, end, firstQuad, endQuad } = piece;
        const count = endQuad - firstQuad;
        if (firstQuad % unit !== 0 || (count % unit !== 0 && endQuad !== quads))
          queue.fault(`${count} quads, unit ${unit}`);
        if (count < 1 || count > mostQuads || endQuad > quads)
          queue.fault(`quads ${firstQuad} to ${endQuad} in a piece`);
        if (end - first < 1 || end - first > mostUpdates) queue.fault(`updates ${first} to ${end} in a piece`);
        const pieces = queue.put({ name: 'enqueue', piece }, count * (end - first) * work, () => {
          for (let number = first; number < end; number++) {
            const stage = program.stages[firsts.findLastIndex((at) => at <= number)]!;
            for (let quad = firstQuad; quad < endQuad; quad++) update(quad, number, stage);
          }
        });
        if (pieces > mostPieces) queue.fault(`${pieces} pieces in a submission`);
      },
      submit: queue.submit,
      async completion() {
        await queue.wait('completion');
        return finite;
      },
      save() {
        queue.put({ name: 'save' }, 0, () => {
          saved = { taken: [...taken], values: [...values] };
          finite = true;
          if (new Set(taken.map(String)).size > 1) queue.fault('particles are saved, some ahead of others');
        });
      },
      restore() {
        queue.put({ name: 'restore' }, 0, () => {
          taken = [...saved.taken];
          values = [...saved.values];
        });
      },
      async read() {
        await queue.wait('read');
        if (new Set(taken.map(String)).size > 1) queue.fault('particles are read, some ahead of others');
        return { values: Float32Array.from(values), shape: [particles, dimension] };
      },
      async counts(grid) {
        await queue.wait('counts');
        if (new Set(taken.map(String)).size > 1) queue.fault('particles are counted, some ahead of others');
        return countParticles(fromPoints({ values: Float32Array.from(values), shape: [particles, dimension] }), grid);
      },
      dispose: queue.dispose,
    };
  }

  const fake: Fake = {
    kind: 'cpu',
    adapter: { name: 'fake', vendor: '', architecture: '', type: 'none' },
    queueDepth,
    async train(plan) {
      plans.push(plan);
      await waiting({ name: 'train', runner: 0 });
      return trainingRunner(plan);
    },
    async sample(plan) {
      plans.push(plan);
      await waiting({ name: 'sample', runner: 0 });
      return samplingRunner(plan);
    },
    mostParticles: () => mostParticles,
    busyParticles: () => mostParticles,
    async explain(error) {
      explained.push(error);
      if (lost && options.loss) return new DeviceLostError('fake: lost.', options.loss, { cause: error });
      return new DeviceError(`fake: ${error}`, { cause: error });
    },
    dispose() {
      calls.push({ name: 'destroy', runner: 0 });
      if (endsWork) end();
    },
    ...{ calls, faults, plans, explained, submissions },
    get live() {
      return live;
    },
    get now() {
      return now;
    },
    onCall: () => undefined,
    lose: end,
  };
  all.push(fake);
  return fake;
}

/** The number after `order` when `number` comes next: an integer that float32 holds, other for another order. */
export function mixed(order: number, number: number): number {
  return (31 * order + number + 1) % 16_777_213;
}

function filled(length: number, first: readonly number[]): Float32Array {
  const values = new Float32Array(length);
  values.set(first);
  return values;
}
