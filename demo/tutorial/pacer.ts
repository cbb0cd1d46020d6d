/** Keeps drawing from slowing the work down, and the work from keeping the browser from painting. */
export interface Pacer {
  /** Whether enough time has passed since the last picture for another to be worth it. */
  due(): boolean;
  /** Draws, and waits until the browser has painted; in a hidden tab, which is never painted, only for a moment. */
  draw(picture: () => Promise<void>): Promise<void>;
}

/** Milliseconds: thirty pictures a second. */
const interval = 33;
const longestWait = 100;

export function createPacer(): Pacer {
  let last = Number.NEGATIVE_INFINITY;
  let cost = 0;
  return {
    // Where pictures are slow to draw, at least two thirds of the time still go into the work.
    due: () => performance.now() - last >= Math.max(interval, 2 * cost),
    async draw(picture) {
      const started = performance.now();
      await picture();
      await painted();
      last = performance.now();
      cost = last - started;
    },
  };
}

function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
    setTimeout(resolve, longestWait);
  });
}
