// Node's event loop, without its types: the engine is for browsers too.
const nextTurn = (globalThis as { setImmediate?: (callback: () => void) => unknown }).setImmediate;
const cell = typeof SharedArrayBuffer === 'undefined' ? undefined : new Int32Array(new SharedArrayBuffer(4));

// Rests of a turn, in ms: the longest is little beside what a submission takes.
const shortest = 1 / 16;
const longest = 1;

let awaited = 0;
let turning = false;
let length = shortest;

/**
 * Awaits what a device will settle. Dawn in Node polls in every turn of the event loop until then, which takes a core from
 * drivers that compute on the processor; so each turn rests, shortly at first. Outside Node it only awaits.
 */
export async function resting<T>(pending: Promise<T>): Promise<T> {
  if (!nextTurn || !cell || typeof document !== 'undefined') return pending;
  awaited++;
  length = shortest;
  // One loop serves all that is awaited at a time.
  if (!turning) turn();
  try {
    return await pending;
  } finally {
    awaited--;
  }
}

function turn(): void {
  turning = awaited > 0;
  if (!turning) return;
  nextTurn!(() => {
    if (awaited > 0) Atomics.wait(cell!, 0, 0, length);
    length = Math.min(longest, 1.5 * length);
    turn();
  });
}
