import { unitOf, unitsPerStep, usefulBytes, usefulOperations } from './arithmetic.ts';
import type { Contestant, Runner } from './contestant.ts';
import type { Peaks } from './peaks.ts';
import { type Spread, spread } from './statistics.ts';
import type { Letter, Workload } from './workloads.ts';

/** What a contestant reached in a workload. */
export interface Figure {
  readonly workload: string;
  readonly letter: Letter;
  readonly contestant: string;
  readonly adapter: string;
  /** Which limits hold for it, by their name, if any that can be measured. */
  readonly limits?: string;
  readonly unit: string;
  /** Units a second. */
  readonly rate: Spread;
  readonly repeats: number;
  /** Steps of a repeat. */
  readonly steps: number;
  /** Useful arithmetic of a unit in floating-point operations, and its compulsory traffic in bytes. */
  readonly operations: number;
  readonly bytes: number;
  /** Time from nothing to the end of the first step in seconds: pipelines are compiled and buffers made. */
  readonly firstUse: number;
  /** Memory of WebAssembly that it has afterwards, in bytes, where that is known. */
  readonly memory?: number;
}

/** A workload that a contestant could not do, and why. */
export interface Failure {
  readonly workload: string;
  readonly contestant: string;
  readonly reason: string;
}

/** The limits of what computes: medians of the same run. */
export interface Limits {
  /** Of what: "the adapter". */
  readonly of: string;
  /** Operations a second of loops of arithmetic, and how many independent chains they have. */
  readonly loops: readonly { readonly name: string; readonly chains: number; readonly rate: Spread }[];
  /** Bytes a second, read and written. */
  readonly bandwidth: Spread;
}

/** The limit of arithmetic in operations a second: the fastest of the loops. */
export function peakOf({ loops }: Limits): number {
  return Math.max(...loops.map(({ rate }) => rate.median));
}

/** The limits that hold for a figure, if they were measured. */
export function limitsOf(figure: Figure, limits: readonly Limits[]): Limits | undefined {
  return limits.find(({ of }) => of === figure.limits);
}

export interface Measurement {
  readonly figures: readonly Figure[];
  readonly failures: readonly Failure[];
  /** Empty on an engine without any. */
  readonly limits: readonly Limits[];
}

export interface MeasureOptions {
  readonly contestants: readonly Contestant[];
  readonly workloads: readonly Workload[];
  readonly peaks: readonly Peaks[];
  /** About how long a repeat of a workload lasts. */
  readonly seconds: number;
  readonly repeats: number;
  /** Receives progress messages of one line. */
  readonly say: (line: string) => void;
}

interface Entry {
  readonly workload: Workload;
  readonly contestant: Contestant;
  readonly runner: Runner;
  readonly firstUse: number;
  readonly steps: number;
  readonly repeats: number;
  /** Steps a second of each repeat. */
  readonly rates: number[];
}

/**
 * Validates, then measures: all workloads take turns, in each of them all contestants, so that what drifts on the machine
 * hits all alike. What a contestant cannot do costs it that workload, nothing more.
 */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const { contestants, workloads, peaks, repeats, say } = options;
  const entries: Entry[] = [];
  const failures: Failure[] = [];
  try {
    for (const workload of workloads) {
      for (const contestant of contestants) {
        if (contestant.takes?.(workload) === false) continue;
        say(`${workload.name}: ${contestant.name}: validating, warming up …`);
        try {
          entries.push(await prepare(workload, contestant, options));
        } catch (error) {
          failures.push({ workload: workload.name, contestant: contestant.name, reason: (error as Error).message });
          say(`${workload.name}: ${contestant.name}: ${(error as Error).message}`);
        }
      }
    }
    const watched = peaks.map((each) => ({
      ...{ of: each.of, bandwidth: { run: each.bandwidth, rates: [] as number[] } },
      loops: each.loops.map((loop) => ({ ...loop, rates: [] as number[] })),
    }));
    for (let round = 1; round <= repeats; round++) {
      say(`round ${round} of ${repeats} …`);
      for (const entry of entries) if (round <= entry.repeats) await repeat(entry);
      for (const { loops, bandwidth } of watched) {
        for (const { run, rates } of [...loops, bandwidth]) rates.push(await run());
      }
    }
    return {
      figures: entries.map(figureOf),
      failures,
      limits: watched.map(({ of, loops, bandwidth }) => ({
        of,
        loops: loops.map(({ name, chains, rates }) => ({ name, chains, rate: spread(rates) })),
        bandwidth: spread(bandwidth.rates),
      })),
    };
  } finally {
    for (const { runner } of entries) runner.dispose();
  }
}

async function prepare(
  workload: Workload,
  contestant: Contestant,
  { seconds, repeats, say }: MeasureOptions,
): Promise<Entry> {
  // Trained before any clock runs.
  if (workload.kind === 'sampling') await workload.model();
  await contestant.validate(workload);
  const started = performance.now();
  const runner = await contestant.open(workload);
  const firstUse = (performance.now() - started) / 1000;
  const { steps, fastest } = await calibrate(runner, seconds);
  // What takes ten times too long for a single step is measured once: its figure will not be close.
  const few = 1 / fastest > 10 * seconds ? 1 : repeats;
  say(`${workload.name}: ${contestant.name}: about ${fastest.toPrecision(3)} steps/s, ${steps} a repeat`);
  return { workload, contestant, runner, firstUse, steps, repeats: few, rates: [] };
}

/**
 * How many steps a repeat should have, found by ever longer runs; and the fastest rate seen. A run that was long counts
 * when the next of the same length was, too: first runs are slow, and on a busy machine any run may be.
 */
async function calibrate(runner: Runner, seconds: number): Promise<{ steps: number; fastest: number }> {
  let fastest = 0;
  let confirmed = 0;
  for (let steps = 1; confirmed < 2; ) {
    const taken = await runner.run(steps);
    fastest = Math.max(fastest, steps / taken);
    // One that takes ten times too long for a single step is slow beyond doubt.
    if (taken > seconds / 3) confirmed += taken > 10 * seconds ? 2 : 1;
    else {
      confirmed = 0;
      steps = Math.ceil(steps * Math.min(8, seconds / 2 / taken + 1));
    }
  }
  return { steps: Math.max(1, Math.round(seconds * fastest)), fastest };
}

async function repeat(entry: Entry): Promise<void> {
  const { runner, steps } = entry;
  entry.rates.push(steps / (await runner.run(steps)));
}

function figureOf({ workload, contestant, runner, firstUse, steps, rates, repeats }: Entry): Figure {
  const memory = runner.memory?.();
  const units = unitsPerStep(workload);
  return {
    workload: workload.name,
    letter: workload.letter,
    contestant: contestant.name,
    adapter: contestant.adapter,
    ...(contestant.limits !== undefined && { limits: contestant.limits }),
    unit: unitOf(workload),
    rate: spread(rates.map((rate) => rate * units)),
    repeats,
    steps,
    operations: usefulOperations(workload),
    bytes: usefulBytes(workload),
    firstUse,
    ...(memory !== undefined && { memory }),
  };
}
