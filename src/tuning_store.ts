import type { TuningStore } from './engine.ts';
import { ArgumentError } from './errors.ts';

/** What the keys of all that is kept begin with. */
export const tuningKeys = 'scorefield ';

/** Refuses what is neither a boolean nor a store. @throws ArgumentError */
export function requireTuning(given: boolean | TuningStore): void {
  if (typeof given === 'boolean') return;
  if (typeof given?.getItem === 'function' && typeof given.setItem === 'function') return;
  throw new ArgumentError('tuning', given, 'true, false, or a store such as localStorage');
}

/** The store of a page, which some settings of a browser forbid even to ask for. */
export function pageStore(): Storage | undefined {
  try {
    return typeof document === 'undefined' ? undefined : globalThis.localStorage;
  } catch {
    return undefined;
  }
}
