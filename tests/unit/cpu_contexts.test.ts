import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { contextSuite } from '../engine_suite/context_suite.ts';

contextSuite(createCpuEngine);
