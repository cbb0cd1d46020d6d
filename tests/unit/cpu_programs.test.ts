import { describe } from 'vitest';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { programSuite } from '../engine_suite/program_suite.ts';

describe('the CPU engine', () => {
  const engine = createCpuEngine();
  programSuite(() => engine);
});
