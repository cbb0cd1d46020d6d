import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { engineSuite } from '../engine_suite/index.ts';

engineSuite(createWebgpuEngine);
