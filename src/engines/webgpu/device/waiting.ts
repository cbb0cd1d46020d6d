import { resting } from './resting.ts';

/** How often a page asks, in ms: as often as timers of pages go off. */
const interval = 4;

/**
 * Awaits what work on a queue will settle. Firefox looks for finished work ten times a second, and whenever something is
 * submitted: so a page submits nothing at all meanwhile, again and again, which costs other browsers next to nothing. In Node
 * the event loop rests (resting.ts).
 */
export async function settled<T>(queue: GPUQueue, pending: Promise<T>): Promise<T> {
  if (typeof process !== 'undefined' && process.versions?.node) return resting(pending);
  const asking = setInterval(() => queue.submit([]), interval);
  try {
    return await pending;
  } finally {
    clearInterval(asking);
  }
}
