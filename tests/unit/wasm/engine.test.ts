import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { fieldSuite } from '../../engine_suite/field_suite.ts';
import { engineSuite } from '../../engine_suite/index.ts';
import { processorSuite } from '../../engine_suite/processor_suite.ts';
import { programSuite } from '../../engine_suite/program_suite.ts';
import { tutorialSuite } from '../../tutorial_suite.ts';

describe('the WebAssembly engine', () => {
  engineSuite(createWasmEngine);
  tutorialSuite(createWasmEngine);

  let engine: Engine;
  beforeAll(async () => {
    engine = await createWasmEngine();
  });
  afterAll(() => engine.dispose());
  programSuite(() => engine);
  fieldSuite(() => engine);
  processorSuite(() => engine, createWasmEngine);

  test('describes itself', () => {
    expect(engine).toMatchObject({ kind: 'wasm', adapter: { type: 'none', architecture: 'wasm32' } });
    expect(engine.adapter.name).toMatch(/^WebAssembly, \d+ threads?, (relaxed )?SIMD$/);
  });
});
