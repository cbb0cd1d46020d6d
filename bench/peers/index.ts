import type { Contestant } from '../contestant.ts';
import type { PeerName } from '../settings.ts';
import { openJaxJs } from './jax_js.ts';
import { openTensorflowJs } from './tensorflow_js.ts';

const peers: Readonly<Record<PeerName, (wasmFolder: string) => Promise<Contestant>>> = {
  'jax-js-webgpu': () => openJaxJs('webgpu'),
  'tfjs-webgpu': (wasmFolder) => openTensorflowJs('webgpu', wasmFolder),
  'jax-js-wasm': () => openJaxJs('wasm'),
  'tfjs-wasm': (wasmFolder) => openTensorflowJs('wasm', wasmFolder),
};

/**
 * Peers by name, once `navigator.gpu` is there, which they look for as they are loaded.
 * @param wasmFolder where the .wasm files of TensorFlow.js are, a path or an address, with a slash at the end.
 */
export async function openPeers(names: readonly PeerName[], wasmFolder: string): Promise<Contestant[]> {
  const opened: Contestant[] = [];
  for (const name of names) opened.push(await peers[name](wasmFolder));
  return opened;
}
