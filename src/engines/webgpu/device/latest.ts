/** What was asked for last, each made once as long as it is kept. */
export interface Latest<T> {
  /** What is kept under a key, or else what is made now; what cannot be made is not kept. */
  get(key: string, make: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** Keeps so many. Of the others nothing is destroyed: who uses one still has it, and with the last user it is gone. */
export function keepLatest<T>(most: number): Latest<T> {
  // The latest last.
  const kept = new Map<string, Promise<T>>();
  return {
    get(key, make) {
      const found = kept.get(key);
      const value = found ?? make();
      kept.delete(key);
      kept.set(key, value);
      if (!found) value.catch(() => kept.delete(key));
      const [oldest] = kept.keys();
      if (kept.size > most) kept.delete(oldest!);
      return value;
    },
    clear: () => kept.clear(),
  };
}
