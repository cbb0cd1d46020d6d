import type { Engine } from '../../engine.ts';
import { DisposedError, requireInteger } from '../../errors.ts';
import type { Backend, Runner } from '../backend.ts';
import { planEnsemble } from '../plan/ensemble.ts';
import { planSampling } from '../plan/sampling.ts';
import { planScore } from '../plan/score.ts';
import { planTraining } from '../plan/training.ts';
import type { TrainingPlan } from '../plan/training_plan.ts';
import { createEnding } from './ending.ts';
import { recovering } from './recovering.ts';
import { createSampler } from './sampler.ts';
import { evaluateScore } from './score.ts';
import { createSlot, type Reopening } from './slot.ts';
import type { Owner } from './tasks.ts';
import { createTraining, type Training } from './training.ts';
import { ensembleOf, trainerOf } from './training_views.ts';

/**
 * The engine that a backend makes: all of it but the numerical work, the same for all backends.
 * @param reopening how the backend is replaced when it is lost; one that is never lost has none.
 */
export function createDriver(backend: Backend, reopening?: Reopening): Engine {
  const slot = createSlot(backend, reopening);
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
  async function guarded<T>(task: (backend: Backend) => Promise<T>): Promise<T> {
    requireAlive();
    return ending.unless(recovering(slot, task, requireAlive));
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
    slot.dispose();
  }

  function train(what: 'trainer' | 'ensemble', plan: TrainingPlan): Promise<Training> {
    return guarded(async (backend) =>
      createTraining(what, { slot, backend, owner }, plan, requireInTime(await backend.train(plan))),
    );
  }

  function checked(name: 'mostParticles' | 'busyParticles'): (dimension: number) => number {
    return (dimension) => {
      requireInteger('dimension', dimension, 1);
      return slot.backend[name](dimension);
    };
  }

  return {
    get kind() {
      return slot.backend.kind;
    },
    get adapter() {
      return slot.backend.adapter;
    },
    interruptions: slot.interruptions,
    passedOver: [],
    mostParticles: checked('mostParticles'),
    busyParticles: checked('busyParticles'),
    async trainer(options) {
      requireAlive();
      return trainerOf(await train('trainer', planTraining(options)));
    },
    async ensemble(options) {
      requireAlive();
      const plan = planEnsemble(options);
      return ensembleOf(await train('ensemble', plan), plan.members.length);
    },
    async sampler(options) {
      requireAlive();
      const plan = planSampling(options);
      return guarded(async (backend) =>
        createSampler({ slot, backend, owner }, plan, requireInTime(await backend.sample(plan))),
      );
    },
    async score(request) {
      requireAlive();
      const plan = planScore(request);
      return guarded((backend) => evaluateScore(backend, plan, requireAlive));
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}
