/** What a trainer or sampler may be asked for: one run at a time, and nothing once it is disposed. */
export interface Guard {
  /** @throws Error when it was disposed. */
  requireAlive(): void;
  /** Passes a run through, and refuses it while another is under way: both would move the same state. */
  exclusive<T>(run: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined>;
  dispose(): void;
}

/** `release` is called once, by the first dispose. */
export function createGuard(what: 'trainer' | 'sampler', release: () => void): Guard {
  let disposed = false;
  let running = false;
  const requireAlive = () => {
    if (disposed) throw new Error(`this ${what} was disposed; make a new one`);
  };
  return {
    requireAlive,
    async *exclusive(run) {
      requireAlive();
      if (running) throw new Error(`this ${what} is already running; finish or abort that run before starting another`);
      running = true;
      try {
        yield* run;
      } finally {
        running = false;
      }
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      release();
    },
  };
}
