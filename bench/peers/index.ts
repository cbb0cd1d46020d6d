import type { Contestant } from '../contestant.ts';
import { openJaxJs } from './jax_js.ts';
import { openTensorflowJs } from './tensorflow_js.ts';

/**
 * All peers, once `navigator.gpu` is there, which they look for as they are loaded.
 * @param wasmFolder where the .wasm files of TensorFlow.js are, a path or an address, with a slash at the end.
 */
export async function openPeers(wasmFolder: string): Promise<Contestant[]> {
  return [
    await openJaxJs('webgpu'),
    await openTensorflowJs('webgpu', wasmFolder),
    await openJaxJs('wasm'),
    await openTensorflowJs('wasm', wasmFolder),
  ];
}
