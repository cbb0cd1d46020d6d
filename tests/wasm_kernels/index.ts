// Kernels for tests of what runs kernels. Compiled like those of the engine.
export { copy } from '../../wasm/memory/copy.ts';
export { fill } from '../../wasm/memory/fill.ts';
export { thread } from '../../wasm/thread.ts';
export { gather } from './gather.ts';
export { halt, linger, score, who } from './small.ts';
