import { isOutOfMemory, OutOfMemoryError } from '../../errors.ts';
import type { Backend } from '../backend.ts';
import { createSamplingRunner } from './sampling_runner.ts';
import { createTrainingRunner } from './training_runner.ts';

/** Coordinates that are held at a time: between two of its turns the event loop waits while they are copied. */
const busyValues = 2 ** 20;

/**
 * The engine that needs no GPU and says what is right: plain float64 arithmetic, with float32 rounding of the stored state
 * (parameters, moments, particles) alone. What is put into its queue is done at once, and waiting gives way to the event loop.
 */
export function createCpuBackend(): Backend {
  const mostParticles = (dimension: number): number => Math.max(1, Math.floor(0xffff_fffc / dimension));
  return {
    kind: 'cpu',
    adapter: { name: 'CPU', vendor: '', architecture: '', type: 'none' },
    queueDepth: 1,
    train: async (plan) => createTrainingRunner(plan),
    sample: async (plan) => createSamplingRunner(plan),
    mostParticles,
    busyParticles: (dimension) => Math.min(Math.ceil(busyValues / dimension), mostParticles(dimension)),
    explain: async (error) =>
      isOutOfMemory(error)
        ? new OutOfMemoryError(`the host has not enough memory: ${error.message}`, { cause: error })
        : error,
    dispose() {},
  };
}
