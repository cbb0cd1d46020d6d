import type { Engine } from '../../engine.ts';
import { DisposedError, ScorefieldError } from '../../errors.ts';
import type { Backend } from '../backend.ts';
import { planSampling } from '../plan/sampling.ts';
import { planScore } from '../plan/score.ts';
import { planTraining } from '../plan/training.ts';
import { createSampler } from './sampler.ts';
import { evaluateScore } from './score.ts';
import type { Owner } from './tasks.ts';
import { createTrainer } from './trainer.ts';

/** The engine that a backend makes: all of it but the numerical work, the same for all backends. */
export function createDriver(backend: Backend): Engine {
  const members = new Set<() => void>();
  let disposed = false;
  const owner: Owner = {
    get disposed() {
      return disposed;
    },
    join(dispose) {
      members.add(dispose);
      return () => members.delete(dispose);
    },
  };

  function requireAlive(): void {
    if (disposed) throw new DisposedError('engine');
  }

  /** Does what may end in a raw error of the backend. */
  async function guarded<T>(task: () => Promise<T>): Promise<T> {
    requireAlive();
    try {
      return await task();
    } catch (error) {
      if (error instanceof ScorefieldError) throw error;
      requireAlive();
      throw backend.explain(error);
    }
  }

  function dispose(): void {
    if (disposed) return;
    disposed = true;
    for (const end of [...members]) end();
    backend.dispose();
  }

  return {
    kind: backend.kind,
    adapter: backend.adapter,
    mostParticles: backend.mostParticles,
    busyParticles: backend.busyParticles,
    trainer: (options) =>
      guarded(async () => {
        const plan = planTraining(options);
        return createTrainer(backend, plan, await backend.train(plan), owner);
      }),
    sampler: (options) =>
      guarded(async () => {
        const plan = planSampling(options);
        return createSampler(backend, plan, await backend.sample(plan), owner);
      }),
    score: (request) => guarded(() => evaluateScore(backend, planScore(request), requireAlive)),
    dispose,
    [Symbol.dispose]: dispose,
  };
}
