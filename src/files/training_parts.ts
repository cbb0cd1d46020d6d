import { type Checkpoint, checkpointOf } from '../checkpoint.ts';
import { ArgumentError } from '../errors.ts';
import type { Fingerprint } from '../fingerprint.ts';
import type { Seed } from '../random.ts';
import { settingsAmong, type TrainingSettings, trainingSettings } from '../training_settings.ts';
import { FileError } from './file_error.ts';
import { described, hasText } from './model_metadata.ts';
import { type Description, tensorsOf } from './model_parts.ts';
import type { Tensors } from './safetensors.ts';

/** What the metadata say of a training. */
type TrainingText = TrainingSettings & Pick<Checkpoint, 'step' | 'data' | 'contextData'>;

const key = 'training';

/** What names of tensors begin with that hold the moments and, where `layers.…` hold the average, the parameters. */
const prefixes = {
  first: 'optimizer.first.',
  second: 'optimizer.second.',
  parameters: 'training.parameters.',
} as const;

/** The metadata and tensors of a checkpoint besides those of its model. */
export function describeTraining(checkpoint: Checkpoint): Tensors {
  const { network, settings, data, contextData, step, parameters, first, second, average } = checkpoint;
  const text = { step, ...settings, seed: String(settings.seed), data, ...(contextData && { contextData }) };
  return {
    tensors: {
      ...tensorsOf(network, first, prefixes.first),
      ...tensorsOf(network, second, prefixes.second),
      ...(average && tensorsOf(network, parameters, prefixes.parameters)),
    },
    metadata: { [key]: JSON.stringify(text) },
  };
}

/** Reads what the metadata say of a training, if they do. @throws FileError */
export function readTrainingText(metadata: Tensors['metadata']): TrainingText | undefined {
  if (!hasText(metadata, key)) return undefined;
  return described(key, metadata, (given) => {
    const { step, data, contextData } = given as unknown as TrainingText;
    const settings = trainingSettings({ ...settingsAmong(given), seed: seedOf(given.seed) });
    // The numbers themselves are checked with the tensors, as of a checkpoint.
    const fingerprint = ({ shape, hash }: Partial<Fingerprint> = {}) => ({ shape, hash }) as Fingerprint;
    return {
      ...{ step, ...settings, data: fingerprint(data) },
      ...(contextData !== undefined && { contextData: fingerprint(contextData) }),
    };
  });
}

/** A number in JSON would lose digits of a seed above 2⁵³. */
function seedOf(given: unknown): Seed {
  if (typeof given !== 'string' || !/^\d{1,20}$/.test(given))
    throw new ArgumentError('seed', given, 'a text of decimal digits');
  return BigInt(given);
}

/** What the names of the tensors of a training begin with. */
export function trainingPrefixes({ averaging }: TrainingSettings): string[] {
  const { first, second, parameters } = prefixes;
  return averaging ? [first, second, parameters] : [first, second];
}

/** Puts a checkpoint together: `layers` are the buffer that samples are drawn with, the others those of the prefixes. @throws FileError */
export function checkpointFrom(
  { contextDropout: _, ...description }: Description,
  { step, data, contextData, ...settings }: TrainingText,
  layers: Float32Array,
  [first, second, parameters]: readonly Float32Array[],
): Checkpoint {
  const buffers = { parameters: parameters ?? layers, first: first!, second: second! };
  try {
    return checkpointOf({
      ...{ ...description, settings, data, step, ...buffers },
      ...(contextData && { contextData }),
      ...(parameters && { average: layers }),
    });
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new FileError('model', key, error.message.replace(/\.$/, ''));
  }
}
