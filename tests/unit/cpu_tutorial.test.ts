import { vi } from 'vitest';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { tutorialSuite } from '../tutorial_suite.ts';

// Minutes of patience, because other tests may have most of the processor.
vi.setConfig({ testTimeout: 120_000 });

tutorialSuite(async () => createCpuEngine());
