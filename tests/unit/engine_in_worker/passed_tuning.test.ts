import { afterEach, describe, expect, test, vi } from 'vitest';
import { passTuning, storeOf } from '../../../src/engine_in_worker/passed_tuning.ts';
import { refusal } from '../../engine_suite/fixtures.ts';

/** A store as browsers have it. */
function storage(entries: Record<string, string>): Storage {
  const held = new Map(Object.entries(entries));
  return {
    get length() {
      return held.size;
    },
    key: (i: number) => [...held.keys()][i] ?? null,
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  } as unknown as Storage;
}

afterEach(() => vi.unstubAllGlobals());

describe('what a worker is given of a store', () => {
  const found = { 'scorefield 5: a': 'x', 'scorefield 5: b': 'y' };
  const entries = new Map(Object.entries(found));

  test('is what engines kept there, and nothing else', () => {
    const store = storage({ ...found, secret: 'z' });
    expect(passTuning(store)).toEqual({ tuning: entries, store });
  });

  test('is that of the page unless something else is said', () => {
    expect(passTuning()).toEqual({ tuning: true });
    vi.stubGlobal('document', {});
    vi.stubGlobal('localStorage', storage(found));
    expect(passTuning().tuning).toEqual(entries);
    expect(passTuning(true)).toEqual({ tuning: true });
    expect(passTuning(false)).toEqual({ tuning: false });
  });

  test('is refused where its keys cannot be listed, or it is no store', () => {
    for (const given of [{ getItem: () => null, setItem: () => {} }, 'yes' as never, null as never])
      expect(() => passTuning(given)).toThrow(expect.toSatisfy(refusal('tuning')));
  });

  test('it asks and changes there, and tells of every change', () => {
    const kept: (readonly string[])[] = [];
    const store = storeOf(entries, (entry) => kept.push(entry));
    store.setItem('scorefield 5: a', 'new');
    expect(['a', 'b', 'c'].map((name) => store.getItem(`scorefield 5: ${name}`))).toEqual(['new', 'y', null]);
    expect(kept).toEqual([['scorefield 5: a', 'new']]);
  });
});
