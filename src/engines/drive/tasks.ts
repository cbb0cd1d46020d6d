import { BusyError, DisposedError } from '../../errors.ts';
import type { Backend } from '../backend.ts';
import { createEnding } from './ending.ts';
import { recovering } from './recovering.ts';
import type { Slot } from './slot.ts';

/** What a trainer, an ensemble or a sampler does, one thing after another, until it is disposed of. */
export interface Tasks {
  /**
   * Does a task when those before it are done: calls that meet a run wait their turn, and so find all particles or parameters
   * at the same step. Ends at once when all is disposed of. Done again on another backend when that which it was done on is lost.
   * Every error that leaves is one of this library, a fault of the program, or the reason of the signal.
   */
  alone<T>(task: (backend: Backend) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Passes a run through, and refuses it while another is under way: both would move the same state. */
  exclusive<T>(run: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined>;
  /** For tasks, which look after every wait. @throws DisposedError */
  requireAlive(): void;
  dispose(): void;
}

/**
 * @param release frees what is held; called once, when no task is under way.
 * @param owner says whether the engine itself was disposed of.
 */
export function createTasks(
  what: 'trainer' | 'ensemble' | 'sampler',
  slot: Slot,
  { release, owner }: { release: () => void; owner: Owner },
): Tasks {
  let disposed = false;
  let running = false;
  // The last of the tasks that go one after the other, and how many there are.
  let last: Promise<unknown> = Promise.resolve();
  let pending = 0;
  let released = false;
  const ending = createEnding();
  const leave = owner.join(dispose);

  function requireAlive(): void {
    if (owner.disposed) throw new DisposedError('engine');
    if (disposed) throw new DisposedError(what);
  }

  function releaseOnce(): void {
    if (!disposed || released || pending > 0) return;
    released = true;
    release();
  }

  function dispose(): void {
    if (disposed) return;
    disposed = true;
    leave();
    ending.end(new DisposedError(owner.disposed ? 'engine' : what));
    releaseOnce();
  }

  async function alone<T>(task: (backend: Backend) => Promise<T>, signal?: AbortSignal): Promise<T> {
    requireAlive();
    pending++;
    const result = last.then(() => {
      requireAlive();
      return recovering(slot, task, requireAlive, signal);
    });
    last = result
      .catch(() => {})
      .then(() => {
        pending--;
        releaseOnce();
      });
    return ending.unless(result);
  }

  return {
    alone,
    async *exclusive(run) {
      requireAlive();
      if (running) throw new BusyError(what);
      running = true;
      try {
        yield* run;
      } finally {
        running = false;
      }
    },
    requireAlive,
    dispose,
  };
}

/** Where a trainer or a sampler works. */
export interface Workplace {
  readonly slot: Slot;
  /** The one that its runner is of. */
  readonly backend: Backend;
  readonly owner: Owner;
}

/** The engine that trainers and samplers belong to: when it is disposed of, so are they. */
export interface Owner {
  readonly disposed: boolean;
  /** @returns what takes it out again. */
  join(dispose: () => void): () => void;
}
