import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { twinSuite } from '../../twin_suite/index.ts';
import { engineOf } from './engines.ts';

const cpu = createCpuEngine();

twinSuite(async () => ({ device: await engineOf({ relaxed: false }), cpu }), {
  alike: () =>
    Promise.all([engineOf({ relaxed: false, threads: 3 }), engineOf({ relaxed: false, machine: 'lone worker' })]),
});
