import { DeviceLostError } from '../../device_lost_error.ts';
import { OutOfMemoryError, ScorefieldError } from '../../errors.ts';
import type { Backend } from '../backend.ts';
import type { Slot } from './slot.ts';

/** Losses of the device, one after another, after which the same work is not tried again: it may be what brings it down. */
const mostLosses = 8;

/**
 * Does work on the backend in its place, and again on the next one when that is lost meanwhile: so the work must change nothing
 * before its last wait. Every error that leaves is one of this library, a fault of the program, or the reason of the signal.
 * @param requireAlive throws when nobody waits for the work any more
 */
export async function recovering<T>(
  slot: Slot,
  work: (backend: Backend) => Promise<T>,
  requireAlive: () => void,
  signal?: AbortSignal,
): Promise<T> {
  for (let losses = 1; ; losses++) {
    const { backend } = slot;
    try {
      return await work(backend);
    } catch (error) {
      if (signal?.aborted && error === signal.reason) throw error;
      // What fails because all was disposed of meanwhile says that.
      if (!(error instanceof ScorefieldError)) requireAlive();
      const explained = error instanceof ScorefieldError ? error : await backend.explain(error);
      requireAlive();
      if (!(explained instanceof DeviceLostError) || !isRecoverable(explained)) throw explained;
      if (losses >= mostLosses)
        throw new DeviceLostError(
          `${explained.message} It was lost ${losses} times in the same work: give it less to do at a time.`,
          'lost',
          {
            cause: explained,
          },
        );
      await unlessAborted(slot.replace(backend, explained), signal);
      requireAlive();
      // The same would take as much memory again; what is next may take less.
      if (explained.reason === 'out of memory') throw new OutOfMemoryError(explained.message, { cause: explained });
    }
  }
}

function isRecoverable({ reason }: DeviceLostError): boolean {
  return reason === 'lost' || reason === 'out of memory';
}

/** As what is pending, unless the signal is aborted before. @throws the signal's reason */
async function unlessAborted(pending: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return pending;
  // Others may wait for it, too; and where nobody does, its failure is for nobody.
  pending.catch(() => {});
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
