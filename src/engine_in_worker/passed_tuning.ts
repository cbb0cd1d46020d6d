import type { TuningStore } from '../engine.ts';
import { ArgumentError } from '../errors.ts';
import { pageStore, requireTuning, tuningKeys } from '../tuning_store.ts';
import type { StoredTuning } from './messages.ts';

/** What a worker is given of a store of the page, which it cannot ask, and the store itself, if any, for what it finds out. */
export interface PassedTuning {
  readonly tuning: boolean | StoredTuning;
  readonly store?: Storage;
}

/** @param given as in the options of an engine @throws ArgumentError when it is a store whose keys cannot be listed */
export function passTuning(given: boolean | TuningStore = pageStore() ?? true): PassedTuning {
  requireTuning(given);
  if (typeof given === 'boolean') return { tuning: given };
  if (!isStorage(given))
    throw new ArgumentError(
      'tuning',
      given,
      'true, false, localStorage or sessionStorage for an engine in a worker',
      'A worker takes all entries when it begins, and another store does not tell which it has.',
    );
  const entries = new Map<string, string>();
  for (let i = 0; i < given.length; i++) {
    const key = given.key(i);
    if (key?.startsWith(tuningKeys)) entries.set(key, given.getItem(key) ?? '');
  }
  return { tuning: entries, store: given };
}

function isStorage(given: TuningStore): given is Storage {
  return 'length' in given && typeof given.length === 'number' && 'key' in given && typeof given.key === 'function';
}

/** The store of the page as the worker has it. @param keep gets every new entry */
export function storeOf(
  entries: StoredTuning,
  keep: (entry: readonly [key: string, value: string]) => void,
): TuningStore {
  const held = new Map(entries);
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem(key, value) {
      held.set(key, value);
      keep([key, value]);
    },
  };
}
