import { afterAll, beforeAll } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { checkpointSuite } from './checkpoint_suite.ts';
import { chunkSuite } from './chunk_suite.ts';
import { contextSuite } from './context_suite.ts';
import { ensembleSuite } from './ensemble_suite.ts';
import { flowSuite } from './flow_suite.ts';
import { gridSuite } from './grid_suite.ts';
import { knownSuite } from './known_suite.ts';
import { measuredSuite } from './measured_suite.ts';
import { misuseSuite } from './misuse_suite.ts';
import { ownershipSuite } from './ownership_suite.ts';
import { pictureSuite } from './picture_suite.ts';
import { samplerSuite } from './sampler_suite.ts';
import { scoreSuite } from './score_suite.ts';
import { trainerSuite } from './trainer_suite.ts';
import { transformSuite } from './transform_suite.ts';

/** What every engine promises: behaviour and results, at sizes that a software GPU can bear. */
export function engineSuite(makeEngine: () => Promise<Engine>): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await makeEngine();
  });
  afterAll(() => engine.dispose());

  trainerSuite(() => engine);
  checkpointSuite(() => engine);
  ensembleSuite(() => engine);
  contextSuite(() => engine);
  transformSuite(() => engine);
  samplerSuite(() => engine);
  knownSuite(() => engine);
  chunkSuite(() => engine);
  gridSuite(() => engine);
  pictureSuite(() => engine);
  scoreSuite(() => engine);
  flowSuite(() => engine);
  measuredSuite(() => engine);
  misuseSuite(() => engine);
  ownershipSuite(() => engine, makeEngine);
}
