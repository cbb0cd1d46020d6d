import { checkpointOf } from '../../checkpoint.ts';
import { coordinatesOf } from '../../coordinates.ts';
import { ArgumentError, requireInteger } from '../../errors.ts';
import { type Fingerprint, fingerprintOf, sameFingerprint } from '../../fingerprint.ts';
import { initialParameters, mlp, requireParameters } from '../../network.ts';
import { requireNoise } from '../../noise.ts';
import { type Float32Points, inFloat32, type Points, requirePoints } from '../../points.ts';
import { keyOf } from '../../random.ts';
import { isRecord, type Keys, requireKeys } from '../../require_options.ts';
import { momentsOfColumns } from '../../spread.ts';
import type { ResumeOptions, TrainerOptions } from '../../trainer.ts';
import { settingKeys, settingsAmong, type TrainingSettings, trainingSettings } from '../../training_settings.ts';
import { type Standardisation, standardisation, standardised, type Transform, transformOf } from '../../transform.ts';
import { contextsOf, requireSameContexts, withContexts } from './contexts.ts';
import type { MemberPlan, TrainingPlan } from './training_plan.ts';

/** Checks the options of a trainer and fills in the defaults. @throws ArgumentError */
export function planTraining(options: TrainerOptions | ResumeOptions): TrainingPlan {
  if (!isRecord(options))
    throw new ArgumentError('options', options, 'an object with data and network, or data and checkpoint');
  return planOf(options, ['checkpoint' in options ? resumption(options) : beginning(options)]);
}

/** The plan of trainings that differ in nothing that a plan shares. */
export function planOf(
  { data: given, context }: Pick<TrainerOptions, 'data' | 'context'>,
  origins: readonly [Origin, ...Origin[]],
): TrainingPlan {
  const [{ kept: shared, step }] = origins;
  const { network, noise, transform, contextColumns, settings } = shared;
  const { batch, noisePerRow, weighting, perturbation, contextDropout = 0 } = settings;
  const { values, shape } = transform ? standardised(given, transform) : inFloat32('data', given);
  const points: Float32Points = { values, shape: [shape[0], shape[1]] };
  const data = network.context ? withContexts(points, network.context, context, contextColumns) : points;
  const slots = batch ?? data.shape[0];
  const repeats = noisePerRow === 'all-levels' ? noise.levels.length : 1;
  const rows = slots * repeats;
  requireInteger('rows of a step (data × levels)', rows, 1, 0xffff_ffff);
  // Files of earlier releases have no moments; the data have.
  const moments = shared.moments ?? momentsOfColumns(points);
  const [first, ...others] = origins.map(({ kept, start }): MemberPlan => {
    const { optimizer, averaging, seed } = kept.settings;
    return {
      ...{ key: keyOf(seed), optimizer, start },
      ...(averaging && { averaging }),
      kept: { ...kept, moments },
    };
  });
  return {
    ...{ data, borrowed: data.values === given.values },
    ...{ network, noise, slots, drawn: batch !== undefined, repeats, rows, noisePerRow, weighting },
    ...{ perturbation, contextDropout, step, members: [first!, ...others] },
  };
}

const trainerKeys: Keys<TrainerOptions> = {
  ...{ data: true, network: true, noise: true, standardise: true, coordinates: true, parameters: true },
  ...{ context: true, contextColumns: true },
  ...settingKeys,
};

/** Where a training begins or goes on, and how. */
export type Origin = Pick<MemberPlan, 'kept' | 'start'> & Pick<TrainingPlan, 'step'>;

/** A new training. */
export function beginning(options: TrainerOptions): Origin {
  requireKeys('', options, trainerKeys);
  // Made once more, because plain objects may come from elsewhere than mlp, which checks them.
  const network = mlp(options.network);
  requirePoints('data', options.data, network.dimension);
  const { contexts, settings } = contextsOf(options, network, trainingSettings(settingsAmong(options)));
  // A word of 32 bits chooses among them.
  requireInteger('data.shape[0]', options.data.shape[0], 1, 0xffff_ffff);
  requireNoise('noise', options.noise);
  if (options.parameters !== undefined) requireParameters('parameters', options.parameters, network);
  const parameters = options.parameters?.slice() ?? initialParameters(network, settings.seed);
  const { coordinates } = options;
  const transform = options.standardise === undefined ? undefined : transformFor(options.data, options.standardise);
  return {
    kept: {
      network,
      noise: { levels: [...options.noise.levels] },
      ...(transform && { transform }),
      ...(coordinates !== undefined && { coordinates: coordinatesOf('coordinates', coordinates, network.dimension) }),
      ...contexts,
      settings,
      data: fingerprintOf(options.data),
    },
    start: startFrom(parameters, settings),
    step: 0,
  };
}

/** The state before the first step. */
export function startFrom(parameters: Float32Array, { averaging }: TrainingSettings): MemberPlan['start'] {
  const [first, second] = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  return { parameters, first, second, ...(averaging && { average: parameters.slice() }) };
}

function transformFor(data: Points, given: Standardisation | Transform): Transform {
  return typeof given === 'object' ? transformOf('standardise', given, data.shape[1]) : standardisation(data, given);
}

/** A training that goes on. */
export function resumption({ data, context, checkpoint, ...others }: ResumeOptions): Origin {
  const [other] = Object.entries(others);
  if (other) throw new ArgumentError(other[0], other[1], 'left out beside a checkpoint, which holds it');
  const { step, parameters, first, second, average, ...kept } = checkpointOf(checkpoint);
  requirePoints('data', data, kept.network.dimension);
  requireSameData(fingerprintOf(data), kept.data);
  requireSameContexts(kept, context);
  const start = { parameters: parameters.slice(), first: first.slice(), second: second.slice() };
  return { kept, step, start: { ...start, ...(average && { average: average.slice() }) } };
}

/** Refuses data of the caller's own that are no longer those that the training began with. @throws ArgumentError */
export function requireUnchanged({ borrowed, data, members: [{ kept }] }: TrainingPlan): void {
  if (!borrowed || sameFingerprint(fingerprintOf(data), kept.data)) return;
  throw new ArgumentError(
    'data',
    'other values than when the trainer was made',
    'left as they are, since a device that was lost is replaced by another, which takes them again',
  );
}

function requireSameData(found: Fingerprint, wanted: Fingerprint): void {
  if (sameFingerprint(found, wanted)) return;
  const [count, dimension] = wanted.shape;
  const given = found.shape[0] === count ? 'other values' : `${found.shape[0]} points`;
  throw new ArgumentError('data', given, `the ${count} points in ${dimension} dimension(s) of the checkpoint`);
}
