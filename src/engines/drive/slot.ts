import { DeviceLostError } from '../../device_lost_error.ts';
import { DisposedError, EngineUnavailableError } from '../../errors.ts';
import type { Interruption } from '../../interruption.ts';
import type { Backend } from '../backend.ts';

/** How a lost backend is replaced; with neither of the two it can be lost, but not replaced. */
export interface Reopening {
  /** Opens another of the same kind, on an adapter that is asked for afresh. @throws EngineUnavailableError where there is none now */
  readonly reopen?: (() => Promise<Backend>) | undefined;
  /** Opens what is to take over where none comes back; nothing does unless given. */
  readonly fallback?: (() => Promise<Backend>) | undefined;
  /** Milliseconds before each attempt; `usualDelays` unless given. */
  readonly delays?: readonly number[];
}

/** A driver that was reset wants a moment, and one that is gone does not come back. */
const usualDelays = [0, 300, 1000, 3000];

/** The place of the backend. When it is lost, another comes into its place, for all who work with it. */
export interface Slot {
  readonly backend: Backend;
  /** Whether it can be lost at all, so that it is worth to keep copies on the host, whether or not another would come. */
  readonly canBeLost: boolean;
  /** Losses that were made good. */
  readonly interruptions: readonly Interruption[];
  /** Puts another in the place of a lost one, unless somebody did already. @throws DeviceLostError where none comes */
  replace(lost: Backend, error: DeviceLostError): Promise<void>;
  dispose(): void;
}

export function createSlot(first: Backend, reopening: Reopening | undefined): Slot {
  let backend = first;
  let disposed = false;
  let replacing: Promise<void> | undefined;
  // Ends the present pause, whose timer would keep a process alive.
  let wake = (): void => {};
  const interruptions: Interruption[] = [];

  async function open(error: DeviceLostError): Promise<void> {
    const { reopen, fallback, delays = usualDelays } = reopening ?? {};
    const attempts = [
      ...(reopen ? delays.map((delay) => ({ delay, open: reopen })) : []),
      ...(fallback ? [{ delay: 0, open: fallback }] : []),
    ];
    if (attempts.length === 0)
      throw new DeviceLostError(`${error.message} Make a new engine to go on.`, error.reason, { cause: error });
    // It is not to be used, whatever comes.
    backend.dispose();
    let failure: unknown;
    for (const [attempt, { delay, open }] of attempts.entries()) {
      await pause(delay);
      requireAlive();
      try {
        take(await open(), error, attempt + 1);
        return;
      } catch (reason) {
        if (!(reason instanceof EngineUnavailableError)) throw reason;
        failure = reason;
      }
    }
    const why = failure instanceof Error ? failure.message : String(failure);
    const what = reopen ? `It did not come back in ${delays.length} attempts` : 'Nothing takes its place';
    throw new DeviceLostError(`${error.message} ${what}: ${why}`, error.reason, { cause: error });
  }

  function take(fresh: Backend, { message: reason }: DeviceLostError, attempts: number): void {
    // One that comes too late is of no use.
    if (disposed) fresh.dispose();
    requireAlive();
    backend = fresh;
    interruptions.push({ reason, kind: fresh.kind, adapter: fresh.adapter, attempts });
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function requireAlive(): void {
    if (disposed) throw new DisposedError('engine');
  }

  return {
    get backend() {
      return backend;
    },
    canBeLost: reopening !== undefined,
    interruptions,
    async replace(lost, error) {
      if (lost !== backend) return;
      replacing ??= open(error).finally(() => {
        replacing = undefined;
      });
      await replacing;
    },
    dispose() {
      disposed = true;
      wake();
      backend.dispose();
    },
  };
}
