import { type Checkpoint, checkpointOf, modelOf } from '../checkpoint.ts';
import { contextsKnown } from '../contexts/contexts_known.ts';
import { coordinatesOf } from '../coordinates.ts';
import { ArgumentError } from '../errors.ts';
import { type Model, mlp, requireModel, requireParameters } from '../network.ts';
import { requireNoise } from '../noise.ts';
import { requireMoments } from '../spread.ts';
import { transformOf } from '../transform.ts';
import type { Bytes } from './bytes.ts';
import { FileError } from './file_error.ts';
import { requireSignature, signatureOf } from './model_metadata.ts';
import { buffersOf, type Description, describe, readDescription, tensorsOf } from './model_parts.ts';
import { readSafetensors, type Tensors, writeSafetensors } from './safetensors.ts';
import { checkpointFrom, describeTraining, readTrainingText, trainingPrefixes } from './training_parts.ts';

/**
 * Writes a model as a safetensors file, which the Python library of that name reads as well:
 * - tensors `layers.N.weight`, F32 [inputs, outputs], so that y = x·weight + bias (PyTorch's Linear keeps the transpose),
 *   and `layers.N.bias`, F32 [outputs]; N counts from 0, the layer of the inputs (x, then the features of σ);
 * - where the data were standardised, tensors `transform.shift` and `transform.scale`, F64 [dimension]: the network takes
 *   (x − shift)/scale;
 * - where they are known, tensors `moments.mean` and `moments.deviation`, F32 [dimension], of the (standardised) data;
 * - metadata `format` = "scorefield" and `version` = "4", and as JSON `network` and `noise`, the fields of `Network` and
 *   `Noise`, and, where they are known, `coordinates`, those of `Coordinates`;
 * - of a network with a context `version` = "5" and `contexts`, the fields of `ContextColumns` and, as `dropout`, the part of the rows
 *   that it was trained on without one. The inputs of the context come after those of σ (`Context`).
 * @throws ArgumentError when the model is not one, or has been given a context.
 */
export function writeModel(model: Model): Uint8Array<ArrayBuffer> {
  requireModel(model);
  requireNoContext(model);
  const network = mlp(model.network);
  requireNoise('noise', model.noise);
  requireParameters('parameters', model.parameters, network);
  const transform = model.transform && transformOf('transform', model.transform, network.dimension);
  const { moments } = model;
  const coordinates = model.coordinates && coordinatesOf('coordinates', model.coordinates, network.dimension);
  if (moments) requireMoments('moments', moments, network.dimension);
  const contexts = contextsKnown('', { ...model, network });
  return written(
    {
      ...{ network, noise: model.noise },
      ...(transform && { transform }),
      ...(moments && { moments }),
      ...(coordinates && { coordinates }),
      ...contexts,
    },
    model.parameters,
  );
}

/**
 * Writes a training to be taken up again: a file that `readModel` reads like any other, its layers those that samples are
 * drawn with. Besides, it has
 * - tensors `optimizer.first.layers.N.…` and `optimizer.second.layers.N.…`, the moments of the gradient, and, where an
 *   average is kept, which then is what `layers.N.…` hold, `training.parameters.layers.N.…`;
 * - metadata `training`, as JSON: `step`, the fields of `TrainingSettings` with `seed` as a text, and `data`, the shape and
 *   hash of the data.
 * @throws ArgumentError when the checkpoint is not one.
 */
export function writeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const checked = checkpointOf(checkpoint);
  const { parameters, kind: _, ...description } = modelOf(checked);
  return written(description, parameters, describeTraining(checked));
}

function written(description: Description, parameters: Float32Array, more?: Tensors): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = describe(description);
  return writeSafetensors({
    tensors: { ...tensors, ...tensorsOf(description.network, parameters), ...more?.tensors },
    metadata: { ...signatureOf(description.network), ...metadata, ...more?.metadata },
  });
}

/**
 * Reads the model in a file that `writeModel` or `writeCheckpoint` wrote. Metadata under other keys are passed over; tensors
 * of other names are not.
 * @throws FileError when the file is no such model, is damaged, or holds weights that are not finite.
 */
export function readModel(bytes: Bytes): Model {
  return readFile(bytes).model;
}

/**
 * Reads a training that `writeCheckpoint` wrote. @throws FileError as `readModel`, and when the file holds a model alone.
 */
export function readCheckpoint(bytes: Bytes): Checkpoint {
  const { checkpoint } = readFile(bytes);
  if (checkpoint) return checkpoint;
  throw new FileError(
    'model',
    '',
    'it holds a model, but not the state of its training',
    'Start a new one from its parameters',
  );
}

function requireNoContext({ context }: Model): void {
  if (context !== undefined)
    throw new ArgumentError(
      'model.context',
      context,
      'left out: a file holds the network for any context',
      'Write the model that conditional() was given, and call that again on what is read.',
    );
}

/** Everything in a file is looked at, whatever is asked of it: what is damaged in one place may be in another. */
function readFile(bytes: Bytes): { model: Model; checkpoint: Checkpoint | undefined } {
  const file = readSafetensors(bytes);
  requireSignature(file.metadata);
  const description = readDescription(file);
  const training = readTrainingText(file.metadata);
  const prefixes = training ? trainingPrefixes(training) : [];
  const [layers, ...others] = buffersOf(description, file.tensors, ['', ...prefixes]) as [Float32Array];
  return {
    model: { kind: 'network', ...description, parameters: layers },
    checkpoint: training && checkpointFrom(description, training, layers, others),
  };
}
