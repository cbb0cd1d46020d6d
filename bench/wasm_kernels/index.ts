// The plainest kernels that reach the limits of WebAssembly on a machine. Compiled like those of the engine.
export { thread } from '../../wasm/thread.ts';
export { fused, separate } from './arithmetic.ts';
export { scale } from './scale.ts';
