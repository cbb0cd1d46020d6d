import { type Engine, EngineUnavailableError } from '../../../src/index.ts';
import type { Settings } from '../settings/settings.ts';
import { openEngine } from './open_engine.ts';

/** Milliseconds before each attempt: a driver that was reset wants a moment, one that is gone does not come back. */
const delays = [0, 300, 1000, 3000];

/**
 * Opens an engine again after its device was lost: the same kind, and where that does not come back whatever there is, unless
 * it was asked for by name.
 */
export async function reopen(kind: Engine['kind'], settings: Settings): Promise<Engine> {
  let failure: unknown;
  for (const delay of delays) {
    await new Promise((resolve) => setTimeout(resolve, delay));
    try {
      return await openEngine({ engine: kind });
    } catch (error) {
      if (!(error instanceof EngineUnavailableError)) throw error;
      failure = error;
    }
  }
  if (settings.engine !== 'auto') throw failure;
  return openEngine({ engine: 'auto' });
}
