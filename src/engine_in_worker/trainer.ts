import { createLossHistory } from '../engines/drive/loss_history.ts';
import type { Ensemble, EnsembleProgress } from '../ensemble_of_trainings.ts';
import { requireInteger } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import type { Trainer, TrainingProgress } from '../trainer.ts';
import { createMember, type Member, type Owner } from './member.ts';
import type { Results } from './messages.ts';
import { packed } from './passing.ts';

/** What the page knows of a training of the worker. */
interface KnownTraining extends Pick<Member, 'requireAlive' | 'run' | 'dispose'> {
  readonly step: number;
  /** Of each network. */
  losses(from?: number): Float32Array[];
}

/** @param first steps of the training when it began there */
function createKnown(
  what: 'trainer' | 'ensemble',
  id: number,
  { step: first, members }: Results['ensemble'],
  owner: Owner,
): KnownTraining {
  const histories = Array.from({ length: members }, createLossHistory);
  let step = first;
  const member = createMember(what, id, owner, {
    check: (options) => requireKeys<object>('', options, { steps: true, reportEvery: true, signal: true }),
    update(state) {
      if (!('step' in state)) return;
      step = state.step;
      for (const [m, losses] of state.losses.entries()) {
        // A training that diverged has taken steps back.
        histories[m]!.truncate(step - first - losses.length);
        histories[m]!.push(losses);
      }
    },
  });
  return {
    ...member,
    get step() {
      return step;
    },
    losses(from = 0) {
      requireInteger('from', from, 0);
      return histories.map((history) => history.values(from));
    },
  };
}

/** A trainer of the worker. @param step that of the training when it began there */
export function createWorkerTrainer(id: number, step: number, owner: Owner): Trainer {
  const { calls } = owner;
  const known = createKnown('trainer', id, { step, members: 1 }, owner);
  const { requireAlive, run, dispose } = known;
  return {
    get step() {
      return known.step;
    },
    losses: (from) => known.losses(from)[0]!,
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

/** An ensemble of the worker. @param begun what it was when it began there */
export function createWorkerEnsemble(id: number, begun: Results['ensemble'], owner: Owner): Ensemble {
  const { calls } = owner;
  const known = createKnown('ensemble', id, begun, owner);
  const { requireAlive, run, dispose } = known;
  return {
    members: begun.members,
    get step() {
      return known.step;
    },
    losses: known.losses,
    run: (options) => run<EnsembleProgress>(options),
    async models(options = {}) {
      requireAlive();
      const { value, transfer } = packed('', options);
      return calls.ask({ kind: 'models', member: id, options: value }, transfer);
    },
    async checkpoints() {
      requireAlive();
      return calls.ask({ kind: 'checkpoints', member: id });
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}
