import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { twinSuite } from '../../twin_suite/index.ts';
import { engineOf } from './engines.ts';

const cpu = createCpuEngine();

twinSuite(async () => ({ device: await engineOf({}), cpu }), {
  alike: () => Promise.all([engineOf({ threads: 3 }), engineOf({ machine: 'lone worker' })]),
});
