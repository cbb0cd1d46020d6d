import type { Backend } from '../backend.ts';

/** How long one submission should keep the device busy, in ms: long enough to hide its overhead, short enough for watchdogs and Ctrl-C. */
const onDevice = 25;

/** The same of a backend that computes on the thread that submits: shorter, so that even one that takes half as long again leaves a page alive. */
const onThisThread = 16;

/** Work of the first submission, in arithmetic operations: a few ms on the slowest device measured. */
export const firstWork = 2e7;

/** Chooses how much work goes into a submission by how long the last ones took. */
export interface Pace {
  /** Work for the next submission, in the units of the caller. */
  readonly work: number;
  /** Takes in that so much work took so long. */
  measured(work: number, milliseconds: number): void;
}

/** Starts at `first` units of work, which should be little on any device. A queue of one submission is that of the calling thread. */
export function createPace(first: number, { queueDepth }: Pick<Backend, 'queueDepth'>): Pace {
  const target = queueDepth === 1 ? onThisThread : onDevice;
  let work = first;
  return {
    get work() {
      return work;
    },
    measured(done, milliseconds) {
      const perUnit = milliseconds / done;
      // A submission that was cut short by a report is mostly overhead and says little of larger ones.
      if (done < work / 2 && milliseconds < target) return;
      // One measurement is noisy: change by at most four either way.
      work = Math.min(Math.max(target / perUnit, work / 4), work * 4);
    },
  };
}
