import { afterAll, beforeAll } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { measuredSuite } from '../engine_suite/measured_suite.ts';
import { measuredTwinSuite } from '../twin_suite/measured_suite.ts';
import { engines } from './engines.ts';

let device: Engine;
/** Has room for few intermediate results, so that ranges of particles go one after the other. */
let small: Engine;
beforeAll(async () => {
  device = (await engines()).device;
  small = await createWebgpuEngine({ scratchBytes: 64 * 1024 });
});
afterAll(() => small.dispose());

measuredSuite(() => device);
measuredTwinSuite(engines, { alike: async () => [small] });
