import { checkpointOf } from '../../checkpoint.ts';
import { coordinatesOf } from '../../coordinates.ts';
import type { ResumeOptions, TrainerOptions } from '../../engine.ts';
import { ArgumentError, requireInteger } from '../../errors.ts';
import { type Fingerprint, fingerprintOf, sameFingerprint } from '../../fingerprint.ts';
import { initialParameters, mlp, requireParameters } from '../../network.ts';
import { requireNoise } from '../../noise.ts';
import { type Float32Points, inFloat32, type Points, requirePoints } from '../../points.ts';
import { keyOf } from '../../random.ts';
import { isRecord, type Keys, requireKeys } from '../../require_options.ts';
import { momentsOfColumns } from '../../spread.ts';
import { settingKeys, settingsAmong, trainingSettings } from '../../training_settings.ts';
import { type Standardisation, standardisation, standardised, type Transform, transformOf } from '../../transform.ts';
import type { TrainingPlan } from './training_plan.ts';

/** Checks the options of a trainer and fills in the defaults. @throws ArgumentError */
export function planTraining(options: TrainerOptions | ResumeOptions): TrainingPlan {
  if (!isRecord(options))
    throw new ArgumentError('options', options, 'an object with data and network, or data and checkpoint');
  const { kept, start } = 'checkpoint' in options ? resumption(options) : beginning(options);
  const { network, noise, transform, settings } = kept;
  const { batch, noisePerRow, optimizer, averaging, weighting, perturbation, seed } = settings;
  const { values, shape } = transform ? standardised(options.data, transform) : inFloat32('data', options.data);
  const data: Float32Points = { values, shape: [shape[0], shape[1]] };
  const slots = batch ?? data.shape[0];
  const repeats = noisePerRow === 'all-levels' ? noise.levels.length : 1;
  const rows = slots * repeats;
  requireInteger('rows of a step (data × levels)', rows, 1, 0xffff_ffff);
  return {
    ...{
      data,
      borrowed: values === options.data.values,
      network,
      noise,
      slots,
      drawn: batch !== undefined,
      repeats,
      rows,
      noisePerRow,
      weighting,
    },
    ...{ optimizer, perturbation, key: keyOf(seed), start },
    ...(averaging && { averaging }),
    // Files of earlier releases have no moments; the data have.
    kept: { ...kept, moments: kept.moments ?? momentsOfColumns(data) },
  };
}

const trainerKeys: Keys<TrainerOptions> = {
  ...{ data: true, network: true, noise: true, standardise: true, coordinates: true, parameters: true },
  ...settingKeys,
};

type Origin = Pick<TrainingPlan, 'kept' | 'start'>;

/** A new training. */
function beginning(options: TrainerOptions): Origin {
  requireKeys('', options, trainerKeys);
  // Made once more, because plain objects may come from elsewhere than mlp, which checks them.
  const network = mlp(options.network);
  const settings = trainingSettings(settingsAmong(options));
  requirePoints('data', options.data, network.dimension);
  // A word of 32 bits chooses among them.
  requireInteger('data.shape[0]', options.data.shape[0], 1, 0xffff_ffff);
  requireNoise('noise', options.noise);
  if (options.parameters !== undefined) requireParameters('parameters', options.parameters, network);
  const parameters = options.parameters?.slice() ?? initialParameters(network, settings.seed);
  const [first, second] = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  const { coordinates } = options;
  const transform = options.standardise === undefined ? undefined : transformFor(options.data, options.standardise);
  return {
    kept: {
      network,
      noise: { levels: [...options.noise.levels] },
      ...(transform && { transform }),
      ...(coordinates !== undefined && { coordinates: coordinatesOf('coordinates', coordinates, network.dimension) }),
      settings,
      data: fingerprintOf(options.data),
    },
    start: { step: 0, parameters, first, second, ...(settings.averaging && { average: parameters.slice() }) },
  };
}

function transformFor(data: Points, given: Standardisation | Transform): Transform {
  return typeof given === 'object' ? transformOf('standardise', given, data.shape[1]) : standardisation(data, given);
}

/** A training that goes on. */
function resumption({ data, checkpoint, ...others }: ResumeOptions): Origin {
  const [other] = Object.entries(others);
  if (other) throw new ArgumentError(other[0], other[1], 'left out beside a checkpoint, which holds it');
  const { step, parameters, first, second, average, ...kept } = checkpointOf(checkpoint);
  requirePoints('data', data, kept.network.dimension);
  requireSameData(fingerprintOf(data), kept.data);
  const start = { step, parameters: parameters.slice(), first: first.slice(), second: second.slice() };
  return { kept, start: { ...start, ...(average && { average: average.slice() }) } };
}

/** Refuses data of the caller's own that are no longer those that the training began with. @throws ArgumentError */
export function requireUnchanged({ borrowed, data, kept }: TrainingPlan): void {
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
