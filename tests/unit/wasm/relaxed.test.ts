import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { sameBitsSuite } from '../../same_bits_suite.ts';
import { gradientSuite } from '../../twin_suite/gradient_suite.ts';
import { langevinSuite } from '../../twin_suite/langevin_suite.ts';
import { scoreMixtureSuite } from '../../twin_suite/score_mixture_suite.ts';
import { scoreNetworkSuite } from '../../twin_suite/score_network_suite.ts';
import { engineOf } from './engines.ts';

// Node.js 20 wants to be asked for relaxed SIMD; what is compiled later knows it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const alike = () => Promise.all([engineOf({ threads: 3 }), engineOf({ machine: 'calling thread' })]);

test('is taken where there is relaxed SIMD', async () => {
  expect((await engineOf({})).adapter.name).toMatch(/, relaxed SIMD$/);
  expect((await engineOf({ relaxed: false })).adapter.name).not.toContain('relaxed');
});

sameBitsSuite(() => engineOf({}), alike);

const cpu = createCpuEngine();
const engines = async () => ({ device: await engineOf({}), cpu });
scoreNetworkSuite(engines);
scoreMixtureSuite(engines);
gradientSuite(engines);
langevinSuite(engines, { alike });
