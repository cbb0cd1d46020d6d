// Gives Node what a browser has: `navigator.gpu` and the GPU classes, by Dawn. Before every test file of the project "dawn".
// Dawn polls for results without a pause, so an open promise costs a core: await little, and at the end.
import { create, globals } from 'webgpu';

// Files share one process (`isolate: false`), and one instance of Dawn is enough for it.
if (!('gpu' in (globalThis.navigator ?? {}))) {
  Object.assign(globalThis, globals);
  // Node has a navigator of its own from version 21 on.
  if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: {} });
  Object.defineProperty(globalThis.navigator, 'gpu', { value: create([]) });
}
