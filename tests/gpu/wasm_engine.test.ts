import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { fieldSuite } from '../engine_suite/field_suite.ts';
import { engineSuite } from '../engine_suite/index.ts';
import { processorSuite } from '../engine_suite/processor_suite.ts';
import { sameBitsSuite } from '../same_bits_suite.ts';
import { gradientSuite } from '../twin_suite/gradient_suite.ts';
import { scoreMixtureSuite } from '../twin_suite/score_mixture_suite.ts';
import { scoreNetworkSuite } from '../twin_suite/score_network_suite.ts';
import { trainingSuite } from '../twin_suite/training_suite.ts';

describe('the WebAssembly engine in a page', () => {
  let team: Engine;
  let others: Engine[];
  beforeAll(async () => {
    team = await createWasmEngine();
    others = [
      await createWasmEngine({ machine: 'lone worker' }),
      await createWasmEngine({ machine: 'calling thread' }),
    ];
  });
  afterAll(() => {
    for (const engine of [team, ...others]) engine.dispose();
  });

  test('says how it runs', () => {
    expect(team.adapter.name).toMatch(/^WebAssembly, \d+ threads?, (relaxed )?SIMD$/);
  });

  engineSuite(createWasmEngine);
  fieldSuite(() => team);
  processorSuite(() => team, createWasmEngine);
  sameBitsSuite(
    async () => team,
    async () => others,
  );

  const cpu = createCpuEngine();
  const pair = async () => ({ device: team, cpu });
  scoreNetworkSuite(pair);
  scoreMixtureSuite(pair);
  gradientSuite(pair);
  trainingSuite(pair);
});
