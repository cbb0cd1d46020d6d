import { describe } from 'vitest';
import { engineInWorker } from '../../../src/engine_in_worker/engine.ts';
import { engineSuite } from '../../engine_suite/index.ts';
import { fakeWorker } from './fake_worker.ts';

describe('an engine at the other end of a channel', () => {
  engineSuite(() => engineInWorker(fakeWorker(), { prefer: 'cpu' }));
});
