import type { Contestant } from '../contestant.ts';
import type { PeerName } from '../settings.ts';
import { openJaxJs } from './jax_js.ts';
import { openOnnxruntimeWeb } from './onnxruntime_web.ts';
import { openTensorflowJs } from './tensorflow_js.ts';

/** What a host has for peers. */
export interface Host {
  /** Where the .wasm files of TensorFlow.js are, a path or an address, with a slash at the end. */
  readonly tensorflow: string;
  /** The same of ONNX Runtime Web, where that does not find them itself. */
  readonly onnxruntime?: string;
  /** Opens PyTorch, where a host can. @throws Error where there is none */
  openTorch?(): Promise<Contestant>;
}

const peers: Readonly<Record<PeerName, (host: Host) => Promise<Contestant>>> = {
  'jax-js-webgpu': () => openJaxJs('webgpu'),
  'tfjs-webgpu': ({ tensorflow }) => openTensorflowJs('webgpu', tensorflow),
  'jax-js-wasm': () => openJaxJs('wasm'),
  'tfjs-wasm': ({ tensorflow }) => openTensorflowJs('wasm', tensorflow),
  'ort-wasm': ({ onnxruntime }) => openOnnxruntimeWeb(onnxruntime),
  torch: ({ openTorch }) => openTorch!(),
};

/** Peers by name, once `navigator.gpu` is there, which those on WebGPU look for as they are loaded. */
export async function openPeers(names: readonly PeerName[], host: Host): Promise<Contestant[]> {
  const opened: Contestant[] = [];
  for (const name of names) opened.push(await peers[name](host));
  return opened;
}
