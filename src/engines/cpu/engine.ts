import type { Engine } from '../../engine.ts';
import { createDriver } from '../drive/engine.ts';
import { createCpuBackend } from './backend.ts';

/** Opens the engine that needs no GPU: the reference for all others, in float64. */
export function createCpuEngine(): Engine {
  return createDriver(createCpuBackend());
}
