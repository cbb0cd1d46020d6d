import { unitOf, unitsPerStep, usefulBytes, usefulOperations } from './arithmetic.ts';
import type { Contestant, Runner } from './contestant.ts';
import type { Peaks } from './peak.ts';
import { type Spread, spread } from './statistics.ts';
import type { Letter, Workload } from './workloads.ts';

/** What a contestant reached in a workload. */
export interface Figure {
  readonly workload: string;
  readonly letter: Letter;
  readonly contestant: string;
  readonly adapter: string;
  readonly onAdapter: boolean;
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
}

/** A workload that a contestant could not do, and why. */
export interface Failure {
  readonly workload: string;
  readonly contestant: string;
  readonly reason: string;
}

/** The limits of the adapter: medians of the same run. */
export interface Limits {
  /** Operations a second of a loop of multiply-adds, and how many independent chains it has. */
  readonly arithmetic: Spread;
  readonly chains: number;
  /** Bytes a second, read and written. */
  readonly bandwidth: Spread;
}

export interface Measurement {
  readonly figures: readonly Figure[];
  readonly failures: readonly Failure[];
  readonly limits?: Limits;
}

export interface MeasureOptions {
  readonly contestants: readonly Contestant[];
  readonly workloads: readonly Workload[];
  readonly peaks?: Peaks;
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
        say(`${workload.name}: ${contestant.name}: validating, warming up …`);
        try {
          entries.push(await prepare(workload, contestant, options));
        } catch (error) {
          failures.push({ workload: workload.name, contestant: contestant.name, reason: (error as Error).message });
          say(`${workload.name}: ${contestant.name}: ${(error as Error).message}`);
        }
      }
    }
    const arithmetic: number[] = [];
    const bandwidth: number[] = [];
    for (let round = 1; round <= repeats; round++) {
      say(`round ${round} of ${repeats} …`);
      for (const entry of entries) if (round <= entry.repeats) await repeat(entry);
      if (peaks) {
        arithmetic.push(await peaks.arithmetic());
        bandwidth.push(await peaks.bandwidth());
      }
    }
    return {
      figures: entries.map(figureOf),
      failures,
      ...(peaks && {
        limits: { arithmetic: spread(arithmetic), bandwidth: spread(bandwidth), chains: peaks.chains },
      }),
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

function figureOf({ workload, contestant, firstUse, steps, rates, repeats }: Entry): Figure {
  const units = unitsPerStep(workload);
  return {
    workload: workload.name,
    letter: workload.letter,
    contestant: contestant.name,
    adapter: contestant.adapter,
    onAdapter: contestant.onAdapter,
    unit: unitOf(workload),
    rate: spread(rates.map((rate) => rate * units)),
    repeats,
    steps,
    operations: usefulOperations(workload),
    bytes: usefulBytes(workload),
    firstUse,
  };
}
