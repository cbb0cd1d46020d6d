import type { EnsembleMember, EnsembleOptions, EnsembleResumeOptions } from '../../ensemble_of_trainings.ts';
import { ArgumentError } from '../../errors.ts';
import { initialParameters, requireParameters } from '../../network.ts';
import { adam } from '../../optimizer.ts';
import { isRecord, type Keys, requireKeys } from '../../require_options.ts';
import type { TrainerOptions } from '../../trainer.ts';
import { type TrainingSettings, trainingSettings } from '../../training_settings.ts';
import { beginning, type Origin, planOf, resumption, startFrom } from './training.ts';
import type { TrainingPlan } from './training_plan.ts';

/** The most networks of an ensemble. */
export const mostMembers = 1024;

/** Checks the options of an ensemble and fills in the defaults. @throws ArgumentError */
export function planEnsemble(options: EnsembleOptions | EnsembleResumeOptions): TrainingPlan {
  if (!isRecord(options))
    throw new ArgumentError('options', options, 'an object with data, network and members, or data and checkpoints');
  return 'checkpoints' in options ? resumed(options) : begun(options);
}

/** New trainings. */
function begun({ members, ...shared }: EnsembleOptions): TrainingPlan {
  requireMembers('members', members, 'an object such as { seed: 1 }');
  const { parameters } = shared as Partial<TrainerOptions>;
  if (parameters !== undefined)
    throw new ArgumentError('parameters', parameters, 'left out, since each member has its own: members[0].parameters');
  const { kept, step } = beginning(shared);
  const { network } = kept;
  // Holes of a list are looked at, too.
  const origins = Array.from(members, (member, i): Origin => {
    const argument = `members[${i}]`;
    requireKeys(argument, member, memberKeys);
    const settings = settingsOf(argument, member, kept.settings);
    const { parameters = initialParameters(network, settings.seed) } = member;
    requireParameters(`${argument}.parameters`, parameters, network);
    return { kept: { ...kept, settings }, step, start: startFrom(parameters.slice(), settings) };
  });
  return planOfAlike('members', shared, origins);
}

/** Trainings that go on. */
function resumed({ data, context, checkpoints, ...others }: EnsembleResumeOptions): TrainingPlan {
  const [other] = Object.entries(others);
  if (other) throw new ArgumentError(other[0], other[1], 'left out beside checkpoints, which hold it');
  requireMembers('checkpoints', checkpoints, 'what ensemble.checkpoints() or trainer.checkpoint() gave');
  const origins = Array.from(checkpoints, (checkpoint, i) =>
    within(`checkpoints[${i}]`, /^checkpoint(\.|$)/, () =>
      resumption({ data, ...(context !== undefined && { context }), checkpoint }),
    ),
  );
  return planOfAlike('checkpoints', { data, ...(context !== undefined && { context }) }, origins);
}

function requireMembers(argument: string, given: readonly unknown[], each: string): void {
  if (Array.isArray(given) && given.length >= 1 && given.length <= mostMembers) return;
  const found = Array.isArray(given) ? `${given.length} of them` : given;
  throw new ArgumentError(argument, found, `a list of 1 to ${mostMembers}, each ${each}`);
}

const memberKeys: Keys<EnsembleMember> = {
  ...{ seed: true, parameters: true, averaging: true },
  ...{ learningRate: true, beta1: true, beta2: true, epsilon: true, weightDecay: true, clip: true },
};

/** The settings of a member: those of all with its own in their place. */
function settingsOf(argument: string, member: EnsembleMember, shared: TrainingSettings): TrainingSettings {
  const { seed = shared.seed, averaging = shared.averaging, parameters: _, ...own } = member;
  return within(argument, /^optimizer\./, () => {
    const optimizer = adam({ ...shared.optimizer, ...given(own) });
    return trainingSettings({ ...shared, optimizer, seed, ...(averaging && { averaging }) });
  });
}

/** Those that are not undefined. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Does what may refuse an argument, which is a part of another; what its path begins with there is left out. */
function within<T>(argument: string, prefix: RegExp, task: () => T): T {
  try {
    return task();
  } catch (error) {
    if (!(error instanceof ArgumentError) || /^(data|context)\b/.test(error.argument)) throw error;
    const inside = error.argument.replace(prefix, '');
    throw error.renamed(inside ? `${argument}.${inside}` : argument);
  }
}

/** @throws ArgumentError where they differ in what all members of a plan share */
function planOfAlike(argument: string, data: Parameters<typeof planOf>[0], origins: readonly Origin[]): TrainingPlan {
  const [first, ...others] = origins;
  const wanted = sharedBy(first!);
  for (const [i, other] of others.entries()) {
    const found = sharedBy(other);
    const differing = Object.keys(wanted).find((name) => JSON.stringify(found[name]) !== JSON.stringify(wanted[name]));
    if (differing === undefined) continue;
    throw new ArgumentError(
      `${argument}[${i + 1}]`,
      `${differing}: ${JSON.stringify(found[differing]) ?? 'none'}`,
      `like ${argument}[0] in its ${differing}, which is ${JSON.stringify(wanted[differing]) ?? 'none'}`,
      'Networks that differ in it are trained in several ensembles.',
    );
  }
  return planOf(data, [first!, ...others]);
}

/** What the members of a plan share, by name. Numbers of Adam may differ, but what is computed may not. */
function sharedBy({ kept, step }: Origin): Readonly<Record<string, unknown>> {
  const { network, noise, transform, contextColumns, settings } = kept;
  const { optimizer, averaging, seed: _, ...others } = settings;
  return {
    ...{ network, noise, transform, contextTransform: contextColumns?.transform, step, ...others },
    clipping: optimizer.clip !== undefined,
    averaging: averaging !== undefined,
  };
}
