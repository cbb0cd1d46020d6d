/** What ends the waiting of all callers at once. A race with one promise that lives as long would keep every result alive. */
export interface Ending {
  /** As what is pending, unless all ends before: then it fails for that reason. */
  unless<T>(pending: Promise<T>): Promise<T>;
  end(reason: unknown): void;
}

export function createEnding(): Ending {
  const waiting = new Set<(reason: unknown) => void>();
  return {
    unless: (pending) =>
      new Promise((resolve, reject) => {
        waiting.add(reject);
        const settled = () => waiting.delete(reject);
        pending.then(resolve, reject).then(settled, settled);
      }),
    end(reason) {
      for (const reject of waiting) reject(reason);
    },
  };
}
