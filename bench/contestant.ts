import type { Workload } from './workloads.ts';

/** What is measured: one of our engines, or a peer, on one device. */
export interface Contestant {
  /** As tables name it. */
  readonly name: string;
  /** The device it computes on, as that calls itself. */
  readonly adapter: string;
  /** Which limits hold for it, by their name, if the bench can measure any. */
  readonly limits?: string;
  /** Whether it can do a workload at all; each unless said. */
  takes?(workload: Workload): boolean;
  /** Makes all that a workload needs, and takes its first step, so that nothing is left to compile. */
  open(workload: Workload): Promise<Runner>;
  /** Compares a workload with the reference. @throws Error saying by how much it differs. */
  validate(workload: Workload): Promise<void>;
  dispose(): void;
}

/** A workload under way. */
export interface Runner {
  /** Takes steps until their results can be read, and gives the seconds from the first to then. */
  run(steps: number): Promise<number>;
  /** Bytes of the memory of WebAssembly that it has now, where that is known. */
  memory?(): number;
  dispose(): void;
}
