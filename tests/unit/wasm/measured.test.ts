import { afterAll, beforeAll } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { measuredSuite } from '../../engine_suite/measured_suite.ts';
import { measuredTwinSuite } from '../../twin_suite/measured_suite.ts';

let device: Engine;
/** Without workers. */
let alone: Engine;
const cpu = createCpuEngine();
beforeAll(async () => {
  device = await createWasmEngine({ threads: 2 });
  alone = await createWasmEngine({ machine: 'calling thread' });
});
afterAll(() => {
  device.dispose();
  alone.dispose();
});

measuredSuite(() => device);
measuredTwinSuite(async () => ({ device, cpu }), { alike: async () => [alone] });
