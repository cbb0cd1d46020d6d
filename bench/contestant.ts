import type { Workload } from './workloads.ts';

/** What is measured: one of our engines, or a peer, on one device. */
export interface Contestant {
  /** As tables name it. */
  readonly name: string;
  /** The device it computes on, as that calls itself. */
  readonly adapter: string;
  /** Whether it runs on the adapter whose limits the bench measures. */
  readonly onAdapter: boolean;
  /** Makes all that a workload needs, and takes its first step, so that nothing is left to compile. */
  open(workload: Workload): Promise<Runner>;
  /** Compares a workload with the reference. @throws Error saying by how much it differs. */
  validate(workload: Workload): Promise<void>;
  dispose(): void;
}

/** A workload under way. */
export interface Runner {
  /**
   * Takes steps until their results can be read, and gives the seconds from the first to then. `atLeast` is the least
   * time in ms that they can take, as far as known: in Node, Dawn polls while it is awaited and takes a processor from a
   * software adapter, so whoever can sleeps through most of it first.
   */
  run(steps: number, atLeast: number): Promise<number>;
  dispose(): void;
}

/** Sleeps through most of what is left of the least time that something started at `started` can take, in ms. */
export async function sleepThrough(started: number, atLeast: number): Promise<void> {
  // Less than the whole, so that a faster run than any before shows.
  const rest = 0.8 * atLeast - (performance.now() - started);
  if (rest > 2) await new Promise((resolve) => setTimeout(resolve, rest));
}
