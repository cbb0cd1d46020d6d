import { contextColumnCount } from './contexts/context.ts';
import { type ContextColumns, contextColumnsOf } from './contexts/context_columns.ts';
import { type Coordinates, coordinatesOf } from './coordinates.ts';
import { ArgumentError, requireInteger } from './errors.ts';
import type { Fingerprint } from './fingerprint.ts';
import { type Model, mlp, type Network, requireParameters } from './network.ts';
import { type Noise, requireNoise } from './noise.ts';
import { type Keys, requireKeys } from './require_options.ts';
import { type Moments, requireMoments } from './spread.ts';
import { type TrainingSettings, trainingSettings } from './training_settings.ts';
import { type Transform, transformOf } from './transform.ts';

/**
 * A training to be taken up again, on any engine: plain data. Random numbers depend on seed and step alone, so that with
 * the data this is all there is to know. A buffer has the layout of the parameters, which `layersOf` says.
 */
export interface Checkpoint {
  readonly network: Network;
  readonly noise: Noise;
  /** Of the data, where they are standardised. */
  readonly transform?: Transform;
  /** Of the data, standardised if they are; files of earlier releases have none. */
  readonly moments?: Moments;
  /** Of the data, where they are known. */
  readonly coordinates?: Coordinates;
  /** Of a network with a context: what is known of the contexts of the data, */
  readonly contextColumns?: ContextColumns;
  /** and the contexts themselves, before they are standardised: values [count, values], or classes [count, 1]. */
  readonly contextData?: Fingerprint;
  readonly settings: TrainingSettings;
  /** The data, before they are standardised: a training goes on with these and no others. */
  readonly data: Fingerprint;
  /** Steps completed. */
  readonly step: number;
  readonly parameters: Float32Array;
  /** First moment of the gradient. */
  readonly first: Float32Array;
  /** Second moment of the gradient: none is below 0. */
  readonly second: Float32Array;
  /** Moving average of the parameters, if the settings ask for one. */
  readonly average?: Float32Array;
}

/** The part of a checkpoint that steps change. */
export type TrainingState = Pick<Checkpoint, 'step' | 'parameters' | 'first' | 'second' | 'average'>;

/** What a checkpoint holds beside its model. */
type Training = Pick<Checkpoint, 'contextData' | 'settings' | 'data' | 'step' | 'first' | 'second'>;

/** What a checkpoint draws samples with: the average of the parameters where one is kept, as `trainer.model()` gives. */
export function modelOf({
  network,
  noise,
  transform,
  moments,
  coordinates,
  contextColumns,
  settings,
  parameters,
  average,
}: Omit<Checkpoint, keyof Training> & Partial<Training>): Model {
  return {
    kind: 'network',
    ...{ network, noise, parameters: average ?? parameters },
    ...(transform && { transform }),
    ...(moments && { moments }),
    ...(coordinates && { coordinates }),
    ...(contextColumns && { contextColumns }),
    ...(settings?.contextDropout !== undefined && { contextDropout: settings.contextDropout }),
  };
}

const checkpointKeys: Keys<Checkpoint> = {
  ...{ network: true, noise: true, transform: true, moments: true, coordinates: true },
  ...{ contextColumns: true, contextData: true },
  ...{ settings: true, data: true, step: true, parameters: true, first: true, second: true, average: true },
};

/** Checks a checkpoint, which may come from a file, and copies all but its buffers. @throws ArgumentError */
export function checkpointOf(given: Checkpoint): Checkpoint {
  if (typeof given !== 'object' || given === null || typeof given.settings !== 'object' || given.settings === null)
    throw new ArgumentError('checkpoint', given, 'what trainer.checkpoint() or readCheckpoint gave');
  requireKeys('checkpoint', given, checkpointKeys);
  const network = mlp(given.network);
  requireNoise('noise', given.noise);
  const settings = trainingSettings(given.settings);
  const { data, step, parameters, first, second, average, moments, coordinates } = given;
  if (moments !== undefined) requireMoments('checkpoint.moments', moments, network.dimension);
  requireInteger('checkpoint.step', step, 0, 0xffff_ffff);
  requireFingerprint('checkpoint.data', data, network.dimension);
  const contexts = contextsOf(given, network, settings);
  for (const [name, buffer] of Object.entries({ parameters, first, second }))
    requireParameters(`checkpoint.${name}`, buffer, network);
  const negative = second.findIndex((value) => value < 0);
  if (negative >= 0) throw new ArgumentError(`checkpoint.second[${negative}]`, second[negative], 'at least 0');
  if ((average !== undefined) !== (settings.averaging !== undefined))
    throw new ArgumentError('checkpoint.average', average, 'there where settings.averaging is, and only there');
  if (average) requireParameters('checkpoint.average', average, network);
  return {
    network,
    noise: { levels: [...given.noise.levels] },
    ...(given.transform !== undefined && {
      transform: transformOf('checkpoint.transform', given.transform, network.dimension),
    }),
    ...(moments && { moments: { mean: [...moments.mean], deviation: [...moments.deviation] } }),
    ...(coordinates !== undefined && {
      coordinates: coordinatesOf('checkpoint.coordinates', coordinates, network.dimension),
    }),
    ...contexts,
    settings,
    data: { shape: [data.shape[0], data.shape[1]], hash: data.hash },
    ...{ step, parameters, first, second },
    ...(average && { average }),
  };
}

/** What a checkpoint says of contexts: all of it where the network has one, else nothing. @throws ArgumentError */
function contextsOf(
  { contextColumns, contextData, data }: Checkpoint,
  { context }: Network,
  { contextDropout }: TrainingSettings,
): Pick<Checkpoint, 'contextColumns' | 'contextData'> {
  for (const [name, value] of Object.entries({ contextData, 'settings.contextDropout': contextDropout })) {
    if ((value !== undefined) !== (context !== undefined))
      throw new ArgumentError(`checkpoint.${name}`, value, 'there where the network has a context, and only there');
  }
  if (contextColumns && !context)
    throw new ArgumentError('checkpoint.contextColumns', contextColumns, 'left out, since the network has no context');
  if (!context || !contextData) return {};
  requireFingerprint('checkpoint.contextData', contextData, contextColumnCount(context), data.shape[0]);
  return {
    ...(contextColumns && { contextColumns: contextColumnsOf('checkpoint.contextColumns', contextColumns, context) }),
    contextData: { shape: [contextData.shape[0], contextData.shape[1]], hash: contextData.hash },
  };
}

function requireFingerprint(argument: string, given: Fingerprint, dimension: number, count?: number): void {
  const { shape, hash } = given ?? {};
  if (!Array.isArray(shape) || shape.length !== 2)
    throw new ArgumentError(`${argument}.shape`, shape, '[count, dimension]');
  requireInteger(`${argument}.shape[0]`, shape[0], count ?? 1, count);
  requireInteger(`${argument}.shape[1]`, shape[1], dimension, dimension);
  if (typeof hash !== 'string' || !/^[0-9a-f]{16}$/.test(hash))
    throw new ArgumentError(`${argument}.hash`, hash, '16 hexadecimal digits');
}
