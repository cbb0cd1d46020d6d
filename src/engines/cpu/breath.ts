/** How long, in milliseconds, the engine may keep the event loop waiting. */
const longest = 25;

/**
 * Lets long work give way to the event loop: `due` says whether it is time, `take` waits for one turn of the loop and
 * then throws the signal's reason if it was aborted meanwhile.
 */
export interface Breath {
  due(): boolean;
  take(): Promise<void>;
}

export function createBreath(signal: AbortSignal | undefined): Breath {
  let last = performance.now();
  return {
    due: () => performance.now() - last > longest,
    async take() {
      await turn();
      last = performance.now();
      signal?.throwIfAborted();
    },
  };
}

/** One turn of the event loop, by a message rather than a timer because browsers hold back nested timers by 4 ms. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      // An open port would keep a process alive.
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
