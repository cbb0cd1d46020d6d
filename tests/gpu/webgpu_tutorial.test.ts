import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { tutorialSuite } from '../tutorial_suite.ts';

tutorialSuite(createWebgpuEngine);
