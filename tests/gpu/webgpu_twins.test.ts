import { afterAll, beforeAll } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { programSuite } from '../engine_suite/program_suite.ts';
import { twinSuite } from '../twin_suite/index.ts';
import { engines } from './engines.ts';

let device: Engine;
/** Compiles small networks into their kernel for any number of particles. */
let freezing: Engine;
/** Has room for few intermediate results, so that ranges of particles go one after the other. */
let small: Engine;
beforeAll(async () => {
  device = (await engines()).device;
  freezing = await createWebgpuEngine({ freezeFrom: 0 });
  small = await createWebgpuEngine({ scratchBytes: 64 * 1024 });
});
afterAll(() => {
  freezing.dispose();
  small.dispose();
});

programSuite(() => device);
twinSuite(engines, { alike: async () => [small], freezing: async () => freezing });
