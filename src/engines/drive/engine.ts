import type { Engine } from '../../engine.ts';
import { DisposedError, requireInteger, ScorefieldError } from '../../errors.ts';
import type { Backend, Runner } from '../backend.ts';
import { planSampling } from '../plan/sampling.ts';
import { planScore } from '../plan/score.ts';
import { planTraining } from '../plan/training.ts';
import { createEnding } from './ending.ts';
import { createSampler } from './sampler.ts';
import { evaluateScore } from './score.ts';
import type { Owner } from './tasks.ts';
import { createTrainer } from './trainer.ts';

/** The engine that a backend makes: all of it but the numerical work, the same for all backends. */
export function createDriver(backend: Backend): Engine {
  const members = new Set<() => void>();
  const ending = createEnding();
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

  /** Does what may end in a raw error of the backend; ends at once when the engine is disposed of. */
  async function guarded<T>(task: () => Promise<T>): Promise<T> {
    requireAlive();
    try {
      return await ending.unless(task());
    } catch (error) {
      // What fails because the engine was disposed of meanwhile says that.
      requireAlive();
      if (error instanceof ScorefieldError) throw error;
      throw backend.explain(error);
    }
  }

  /** Frees a runner that comes too late. */
  function requireInTime<R extends Runner>(runner: R): R {
    if (disposed) runner.dispose();
    requireAlive();
    return runner;
  }

  function dispose(): void {
    if (disposed) return;
    disposed = true;
    ending.end(new DisposedError('engine'));
    for (const end of [...members]) end();
    backend.dispose();
  }

  function checked(particlesOf: (dimension: number) => number): (dimension: number) => number {
    return (dimension) => {
      requireInteger('dimension', dimension, 1);
      return particlesOf(dimension);
    };
  }

  return {
    kind: backend.kind,
    adapter: backend.adapter,
    passedOver: [],
    mostParticles: checked(backend.mostParticles),
    busyParticles: checked(backend.busyParticles),
    trainer: (options) =>
      guarded(async () => {
        const plan = planTraining(options);
        return createTrainer(backend, plan, requireInTime(await backend.train(plan)), owner);
      }),
    sampler: (options) =>
      guarded(async () => {
        const plan = planSampling(options);
        return createSampler(backend, plan, requireInTime(await backend.sample(plan)), owner);
      }),
    score: (request) => guarded(() => evaluateScore(backend, planScore(request), requireAlive)),
    dispose,
    [Symbol.dispose]: dispose,
  };
}
