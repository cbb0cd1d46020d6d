import { ArgumentError } from '../errors.ts';
import { layersOf, type Model, mlp, type Network, requireParameters } from '../network.ts';
import { type Noise, requireNoise } from '../noise.ts';
import type { Bytes } from './bytes.ts';
import { FileError } from './file_error.ts';
import { quoted } from './quoted.ts';
import { readSafetensors, type Tensor, type Tensors, writeSafetensors } from './safetensors.ts';

const format = 'scorefield';

/** Rises whenever a file needs more to be understood than what a reader of the version before looks at. */
const version = '1';

/** Longest description of a network or of noise levels, in characters: room for 65,536 levels of full precision. */
const longestText = 2_000_000;

/**
 * Writes a model as a safetensors file, which the Python library of that name reads as well:
 * - tensors `layers.N.weight`, F32 [inputs, outputs], so that y = x·weight + bias (PyTorch's Linear keeps the transpose),
 *   and `layers.N.bias`, F32 [outputs]; N counts from 0, the layer of the inputs (x, then what tells σ);
 * - metadata `format` = "scorefield" and `version` = "1", and as JSON `network` and `noise`, the fields of `Network` and
 *   `Noise`.
 * @throws ArgumentError when the model is not one.
 */
export function writeModel(model: Model): Uint8Array<ArrayBuffer> {
  const network = mlp(model.network);
  requireNoise('noise', model.noise);
  requireParameters('parameters', model.parameters, network);
  const tensors: Record<string, Tensor> = {};
  for (const { name, shape, from, to } of tensorsOf(network))
    tensors[name] = { dtype: 'F32', shape, data: model.parameters.subarray(from, to) };
  const noise: Noise = { levels: model.noise.levels };
  const metadata = { format, version, network: JSON.stringify(network), noise: JSON.stringify(noise) };
  return writeSafetensors({ tensors, metadata });
}

/**
 * Reads a model that `writeModel` wrote. Metadata under other keys are passed over. There must be no other tensors than
 * those of the layers: version 1 holds no state of a training (`optimizer.…`, `ema.…`).
 * @throws FileError when the file is no such model, is damaged, or holds weights that are not finite.
 */
export function readModel(bytes: Bytes): Model {
  const { tensors, metadata } = readSafetensors(bytes);
  requireVersion(metadata);
  const network = described('network', metadata, (given) => mlp(given as unknown as Network));
  const noise = described('noise', metadata, (given) => {
    requireNoise('noise', given as unknown as Noise);
    return given as unknown as Noise;
  });
  return { network, noise, parameters: joined(network, tensors) };
}

function requireVersion(metadata: Tensors['metadata']): void {
  if (textOf(metadata, 'format') !== format) {
    throw new FileError('model', 'metadata', `its format is not "${format}"`, 'Give a file that writeModel wrote');
  }
  const given = textOf(metadata, 'version');
  if (given !== version) {
    const which =
      given === undefined ? 'it has no version' : `its version ${quoted(given)} is not known, only ${version}`;
    throw new FileError(
      'model',
      'metadata',
      which,
      'Read it by the release of scorefield that wrote it, or a newer one',
    );
  }
}

function textOf(metadata: Tensors['metadata'], key: string): string | undefined {
  return Object.hasOwn(metadata, key) ? metadata[key] : undefined;
}

/** One of the JSON texts of the metadata, checked by the same rules as what a program gives. */
function described<T extends object>(
  key: string,
  metadata: Tensors['metadata'],
  check: (given: Record<string, unknown>) => T,
): T {
  const fail = (problem: string): never => {
    throw new FileError('model', `metadata "${key}"`, problem.length > 300 ? `${problem.slice(0, 300)}…` : problem);
  };
  const text = textOf(metadata, key) ?? fail('it is missing');
  if (text.length > longestText) fail(`it is longer than ${longestText} characters`);
  const given = parsed(text);
  if (!isFlat(given)) return fail('it is not a JSON object of names, numbers and lists of numbers');
  try {
    const checked = check(given);
    // Nothing may be passed over that another release would heed, nor filled in that it would not.
    const [found, wanted] = [Object.keys(given).sort(), Object.keys(checked).sort()];
    if (found.join() !== wanted.join()) fail(`its keys are ${found}, but must be ${wanted}`);
    return checked;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    return fail(error.message.replace(/\.$/, ''));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it is an object of nothing deeper than lists of numbers and choices with one number, such as { fourier: 8 }. */
function isFlat(given: unknown): given is Record<string, unknown> {
  const isNumber = (value: unknown): boolean => typeof value === 'number';
  const isPlain = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const isChoice = (value: object): boolean => Object.keys(value).length === 1 && Object.values(value).every(isNumber);
  const isField = (value: unknown): boolean =>
    isNumber(value) ||
    typeof value === 'string' ||
    (Array.isArray(value) ? value.every(isNumber) : isPlain(value) && isChoice(value));
  return isPlain(given) && Object.values(given).every(isField);
}

/** Where each tensor lies in the buffer of parameters. */
function tensorsOf(network: Network): { name: string; shape: number[]; from: number; to: number }[] {
  return layersOf(network).flatMap(({ name, inputs, outputs, weight, bias }) => [
    { name: `${name}.weight`, shape: [inputs, outputs], from: weight, to: bias },
    { name: `${name}.bias`, shape: [outputs], from: bias, to: bias + outputs },
  ]);
}

/** The tensors in one buffer of parameters. */
function joined(network: Network, tensors: Tensors['tensors']): Float32Array {
  const layers = network.hidden.length + 1;
  // Before anything is made for each layer, so that the description of a huge network costs nothing.
  if (Object.keys(tensors).length < 2 * layers) {
    const names = `layers.0.weight to layers.${layers - 1}.bias`;
    const problem = `it holds ${Object.keys(tensors).length} tensors, but its network needs ${2 * layers}, ${names}`;
    throw new FileError('model', '', problem);
  }
  const wanted = tensorsOf(network);
  const names = new Set(wanted.map(({ name }) => name));
  const stranger = Object.keys(tensors).find((name) => !names.has(name));
  if (stranger !== undefined)
    throw new FileError(
      'model',
      `tensor ${quoted(stranger)}`,
      `it does not belong: ${names.size} tensors make the layers`,
    );
  // As many names as are wanted, and none that is not: none is missing.
  for (const { name, shape } of wanted) {
    const { dtype, shape: given } = tensors[name]!;
    if (dtype !== 'F32') throw new FileError('model', `tensor "${name}"`, `its type is ${dtype}, but must be F32`);
    if (given.length !== shape.length || given.some((size, axis) => size !== shape[axis]))
      throw new FileError('model', `tensor "${name}"`, `its shape is [${given.slice(0, 6)}], but must be [${shape}]`);
  }
  const parameters = new Float32Array(wanted.at(-1)!.to);
  for (const { name, from } of wanted) {
    const data = tensors[name]!.data as Float32Array;
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new FileError('model', `tensor "${name}"`, `value ${bad} is ${data[bad]}, but must be finite`);
    parameters.set(data, from);
  }
  return parameters;
}
