import type { Engine } from '../../engine.ts';
import { planSampling, planTraining } from '../options.ts';
import { evaluateScore } from './evaluate.ts';
import { createSampler } from './sampler.ts';
import { createTrainer } from './trainer.ts';

/**
 * The engine that needs no GPU and says what is right: plain float64 arithmetic, with float32 rounding of the stored
 * state (parameters, moments, particles) alone. It holds nothing that would need to be freed.
 */
export function createCpuEngine(): Engine {
  return {
    kind: 'cpu',
    adapter: { name: 'CPU', vendor: '', architecture: '', type: 'none' },
    mostParticles: (dimension) => Math.max(1, Math.floor(0xffff_fffc / dimension)),
    trainer: async (options) => createTrainer(planTraining(options)),
    sampler: async (options) => createSampler(planSampling(options)),
    score: async (request) => evaluateScore(request),
    dispose() {},
    [Symbol.dispose]() {},
  };
}
