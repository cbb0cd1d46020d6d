import type { Trainer, TrainingProgress } from '../engine.ts';
import { createLossHistory } from '../engines/drive/loss_history.ts';
import { requireInteger } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import { createMember, type Owner } from './member.ts';
import { packed } from './passing.ts';

/** A trainer of the worker. @param first steps of the training when it began there */
export function createWorkerTrainer(id: number, first: number, owner: Owner): Trainer {
  const { calls } = owner;
  const history = createLossHistory();
  let step = first;
  const { requireAlive, run, dispose } = createMember('trainer', id, owner, {
    check: (options) => requireKeys<object>('', options, { steps: true, reportEvery: true, signal: true }),
    update(state) {
      if (!('step' in state)) return;
      step = state.step;
      // A training that diverged has taken steps back.
      history.truncate(step - first - state.losses.length);
      history.push(state.losses);
    },
  });
  return {
    get step() {
      return step;
    },
    losses(from = 0) {
      requireInteger('from', from, 0);
      return history.values(from);
    },
    run: (options) => run<TrainingProgress>(options),
    async model(options = {}) {
      requireAlive();
      const { value, transfer } = packed('', options);
      return calls.ask({ kind: 'model', member: id, options: value }, transfer);
    },
    async checkpoint() {
      requireAlive();
      return calls.ask({ kind: 'checkpoint', member: id });
    },
    async gradient() {
      requireAlive();
      return calls.ask({ kind: 'gradient', member: id });
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}
