import { DeviceLostError } from '../../device_lost_error.ts';
import type { Interruption } from '../../engine.ts';
import { DisposedError, EngineUnavailableError } from '../../errors.ts';
import type { Backend } from '../backend.ts';

/** How a lost backend is replaced. */
export interface Reopening {
  /** Opens another of the same kind, on an adapter that is asked for afresh. @throws EngineUnavailableError where there is none now */
  reopen(): Promise<Backend>;
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
  /** Whether another can come. */
  readonly isReplaceable: boolean;
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
  const interruptions: Interruption[] = [];

  async function open(error: DeviceLostError): Promise<void> {
    if (!reopening)
      throw new DeviceLostError(`${error.message} Make a new engine to go on.`, error.reason, { cause: error });
    const { reopen, fallback, delays = usualDelays } = reopening;
    // It is not to be used, whatever comes.
    backend.dispose();
    let failure: unknown;
    for (const [attempt, delay] of [...delays, ...(fallback ? [0] : [])].entries()) {
      await new Promise((resolve) => setTimeout(resolve, delay));
      requireAlive();
      try {
        take(await (attempt < delays.length ? reopen() : fallback!()), error, attempt + 1);
        return;
      } catch (reason) {
        if (!(reason instanceof EngineUnavailableError)) throw reason;
        failure = reason;
      }
    }
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new DeviceLostError(
      `${error.message} It did not come back in ${delays.length} attempts: ${why}`,
      error.reason,
      { cause: error },
    );
  }

  function take(fresh: Backend, { message: reason }: DeviceLostError, attempts: number): void {
    // One that comes too late is of no use.
    if (disposed) fresh.dispose();
    requireAlive();
    backend = fresh;
    interruptions.push({ reason, kind: fresh.kind, adapter: fresh.adapter, attempts });
  }

  function requireAlive(): void {
    if (disposed) throw new DisposedError('engine');
  }

  return {
    get backend() {
      return backend;
    },
    isReplaceable: reopening !== undefined,
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
      backend.dispose();
    },
  };
}
