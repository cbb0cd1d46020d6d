import { describe } from 'vitest';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { fieldSuite } from '../engine_suite/field_suite.ts';

describe('the CPU engine', () => {
  const engine = createCpuEngine();
  fieldSuite(() => engine);
});
