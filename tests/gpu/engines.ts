import type { Engine } from '../../src/engine.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';

let both: Promise<{ device: Engine; cpu: Engine }> | undefined;

/** The engine under test and its reference, one pair for all files of a page or process. */
export function engines(): Promise<{ device: Engine; cpu: Engine }> {
  both ??= createWebgpuEngine().then((device) => ({ device, cpu: createCpuEngine() }));
  return both;
}
