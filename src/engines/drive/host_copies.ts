import { isOutOfMemory, OutOfMemoryError } from '../../errors.ts';

/** Milliseconds that lie between two copies at least, */
const least = 1000;

/** and as many times as long as a copy takes: so that they take a few per mille of a run. */
const share = 300;

/** Copies of a state on the host, made now and then in case the device is lost. */
export interface HostCopies<State> {
  /** The last one. */
  readonly latest: State;
  /** Whether it is time for another. */
  due(): boolean;
  /** Makes another. Where there is no memory for it, the last one stays. */
  make(read: () => Promise<State>): Promise<void>;
  /** Goes back to the first one: the last is not of this run any more. */
  discard(): void;
}

export function createHostCopies<State>(first: State): HostCopies<State> {
  let latest = first;
  let next = performance.now() + least;
  return {
    get latest() {
      return latest;
    },
    due: () => performance.now() >= next,
    async make(read) {
      const started = performance.now();
      try {
        latest = await read();
      } catch (error) {
        if (!isOutOfMemory(error) && !(error instanceof OutOfMemoryError)) throw error;
      }
      const ended = performance.now();
      next = ended + Math.max(least, share * (ended - started));
    },
    discard() {
      latest = first;
      next = performance.now();
    },
  };
}
