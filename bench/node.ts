import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openPeers } from './peers/index.ts';
import { openTorch } from './peers/torch.ts';
import type { Report } from './report.ts';
import { runBench } from './run.ts';
import type { Settings } from './settings.ts';

/** Measures in this process, on Dawn. */
export async function measureInNode(settings: Settings, say: (line: string) => void): Promise<Report> {
  if (settings.engine === 'webgpu') await provideWebgpu();
  const measurement = await runBench(
    settings,
    (names) => openPeers(names, { tensorflow: wasmFolder(), openTorch: () => openTorch(say) }),
    say,
  );
  return { ...measurement, place: `Node ${process.version}`, date: new Date().toISOString() };
}

/** Gives Node what a browser has, `navigator.gpu` and the GPU classes, so that our engine and its peers find the same adapter. */
async function provideWebgpu(): Promise<void> {
  const dawnPackage = 'webgpu';
  const { create, globals } = (await import(/* @vite-ignore */ dawnPackage)) as typeof import('webgpu');
  Object.assign(globalThis, globals);
  // Node has a navigator of its own from version 21 on; peers ask it for its name.
  if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node' } });
  // Timestamps to the nanosecond rather than rounded: nobody is to be protected from himself.
  const gpu = create(['disable-dawn-features=timestamp_quantization']);
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu });
}

/** Where npm put the .wasm files of TensorFlow.js. */
function wasmFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), '/');
}
