import { type ContextColumns, contextColumnsOf } from '../contexts/context_columns.ts';
import { type Coordinates, coordinatesOf } from '../coordinates.ts';
import { ArgumentError } from '../errors.ts';
import { layersOf, mlp, type Network } from '../network.ts';
import { type Noise, requireNoise } from '../noise.ts';
import type { Values } from '../points.ts';
import { quoted } from '../quoted.ts';
import { type Moments, requireMoments } from '../spread.ts';
import { requireContextDropout } from '../training_settings.ts';
import { type Transform, transformOf } from '../transform.ts';
import { FileError } from './file_error.ts';
import { described, hasText } from './model_metadata.ts';
import type { Tensor, Tensors } from './safetensors.ts';

/** What a model file says before it comes to the numbers of its layers. */
export interface Description {
  readonly network: Network;
  readonly noise: Noise;
  readonly transform?: Transform;
  readonly moments?: Moments;
  readonly coordinates?: Coordinates;
  readonly contextColumns?: ContextColumns;
  readonly contextDropout?: number;
}

/** Lists of a number for each coordinate, kept as tensors two by two: both are there, or neither. */
const transformTensors = ['transform.shift', 'transform.scale'] as const;
const momentTensors = ['moments.mean', 'moments.deviation'] as const;
type Pair = typeof transformTensors | typeof momentTensors;

/** The metadata and tensors that describe a model: a transform in float64, moments in float32. */
export function describe(description: Description): Tensors {
  const { network, noise, transform, moments, coordinates, contextColumns, contextDropout } = description;
  const { levels } = noise;
  const contexts = { ...contextColumns, ...(contextDropout !== undefined && { dropout: contextDropout }) };
  const tensors: Record<string, Tensor> = {};
  const shape = [network.dimension];
  if (transform)
    for (const [i, list] of [transform.shift, transform.scale].entries())
      tensors[transformTensors[i]!] = { dtype: 'F64', shape, data: Float64Array.from(list) };
  if (moments)
    for (const [i, list] of [moments.mean, moments.deviation].entries())
      tensors[momentTensors[i]!] = { dtype: 'F32', shape, data: Float32Array.from(list) };
  return {
    tensors,
    metadata: {
      network: JSON.stringify(network),
      noise: JSON.stringify({ levels }),
      ...(coordinates && { coordinates: JSON.stringify(coordinates) }),
      ...(Object.keys(contexts).length > 0 && { contexts: JSON.stringify(contexts) }),
    },
  };
}

/** Reads what `describe` wrote. @throws FileError */
export function readDescription({ tensors, metadata }: Tensors): Description {
  const network = described('network', metadata, (given) => mlp(given as unknown as Network));
  const noise = described('noise', metadata, (given): Noise => {
    requireNoise('noise', given as unknown as Noise);
    return { levels: given.levels as number[] };
  });
  const { dimension } = network;
  const transform = readPair(tensors, transformTensors, dimension, ([shift, scale]) =>
    transformOf('transform', { shift: shift!, scale: scale! }, dimension),
  );
  const moments = readPair(tensors, momentTensors, dimension, ([mean, deviation]) => {
    const read = { mean: mean!, deviation: deviation! };
    requireMoments('moments', read, dimension);
    return read;
  });
  const coordinates = hasText(metadata, 'coordinates')
    ? described('coordinates', metadata, (given) => coordinatesOf('coordinates', given, dimension))
    : undefined;
  return {
    ...{ network, noise },
    ...(transform && { transform }),
    ...(moments && { moments }),
    ...(coordinates && { coordinates }),
    ...readContexts(metadata, network),
  };
}

/** What the metadata say of the contexts that a network takes, if it does. @throws FileError */
function readContexts(
  metadata: Tensors['metadata'],
  { context }: Network,
): Pick<Description, 'contextColumns' | 'contextDropout'> {
  if (!context || !hasText(metadata, 'contexts')) return {};
  const { dropout, ...columns } = described('contexts', metadata, ({ dropout, ...columns }) => {
    if (dropout !== undefined) requireContextDropout('dropout', dropout);
    return {
      ...contextColumnsOf('contexts', columns, context),
      ...(dropout !== undefined && { dropout: dropout as number }),
    };
  });
  return {
    ...(Object.keys(columns).length > 0 && { contextColumns: columns }),
    ...(dropout !== undefined && { contextDropout: dropout }),
  };
}

/** What two tensors hold, if they are there, by the same rules as what a program gives. @throws FileError */
function readPair<T>(
  tensors: Tensors['tensors'],
  names: Pair,
  dimension: number,
  check: (lists: number[][]) => T,
): T | undefined {
  const present = names.filter((name) => Object.hasOwn(tensors, name));
  if (present.length === 0) return undefined;
  const lists = names.map((name) => {
    if (!Object.hasOwn(tensors, name)) throw new FileError('model', '', `it holds "${present[0]}", but no "${name}"`);
    // Files of earlier releases have a transform in float32.
    const types = names === transformTensors ? (['F64', 'F32'] as const) : (['F32'] as const);
    return Array.from(numbersOf(tensors, { name, shape: [dimension] }, types));
  });
  try {
    return check(lists);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new FileError('model', `tensors "${names[0].replace(/\..*/, '')}.…"`, error.message.replace(/\.$/, ''));
  }
}

/** The tensors of a buffer that has the layout of the parameters, their names after a prefix. */
export function tensorsOf(network: Network, buffer: Float32Array, prefix = ''): Record<string, Tensor> {
  return Object.fromEntries(
    placesOf(network).map(({ name, shape, from, to }) => [
      `${prefix}${name}`,
      { dtype: 'F32' as const, shape, data: buffer.subarray(from, to) },
    ]),
  );
}

/**
 * The buffers of which the tensors with these prefixes are made. There must be no other tensors than those, and those of
 * the transform and of the moments. @throws FileError
 */
export function buffersOf(
  { network, transform, moments }: Description,
  tensors: Tensors['tensors'],
  prefixes: readonly string[],
): Float32Array[] {
  const layers = network.hidden.length + 1;
  const own = [...(transform ? transformTensors : []), ...(moments ? momentTensors : [])];
  const held = Object.keys(tensors).length - own.length;
  const needed = 2 * layers * prefixes.length;
  // Before anything is made for each layer, so that the description of a huge network costs nothing.
  if (held < needed) {
    const names = `layers.0.weight to layers.${layers - 1}.bias`;
    const each = prefixes.length > 1 ? ` for each of ${prefixes.map((prefix) => `"${prefix}"`).join(', ')}` : '';
    throw new FileError('model', '', `it holds ${held} tensors, but its network needs ${needed}, ${names}${each}`);
  }
  const places = placesOf(network);
  const names = new Set(prefixes.flatMap((prefix) => places.map(({ name }) => prefix + name)));
  for (const name of own) names.add(name);
  const stranger = Object.keys(tensors).find((name) => !names.has(name));
  if (stranger !== undefined)
    throw new FileError('model', `tensor ${quoted(stranger)}`, 'it does not belong to the model or to its training');
  // As many names as are wanted, and none that is not: none is missing. All are checked before there is memory for any: then
  // the buffers are no larger than the file.
  const parts = prefixes.map((prefix) =>
    places.map(({ name, shape }) => numbersOf(tensors, { name: prefix + name, shape })),
  );
  return parts.map((numbers) => {
    const buffer = new Float32Array(places.at(-1)!.to);
    for (const [i, { from }] of places.entries()) buffer.set(numbers[i]!, from);
    return buffer;
  });
}

/** The finite numbers of a tensor that is there. @throws FileError */
function numbersOf(
  tensors: Tensors['tensors'],
  { name, shape }: { name: string; shape: number[] },
  types: readonly ('F32' | 'F64')[] = ['F32'],
): Values {
  const place = `tensor "${name}"`;
  const { dtype, shape: given, data } = tensors[name]!;
  if (!types.some((type) => type === dtype))
    throw new FileError('model', place, `its type is ${dtype}, but must be ${types.join(' or ')}`);
  if (given.length !== shape.length || given.some((size, axis) => size !== shape[axis]))
    throw new FileError('model', place, `its shape is [${given.slice(0, 6)}], but must be [${shape}]`);
  const numbers = data as Values;
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new FileError('model', place, `value ${bad} is ${numbers[bad]}, but must be finite`);
  return numbers;
}

/** Where each tensor lies in a buffer of parameters. */
function placesOf(network: Network): { name: string; shape: number[]; from: number; to: number }[] {
  return layersOf(network).flatMap(({ name, inputs, outputs, weight, bias }) => [
    { name: `${name}.weight`, shape: [inputs, outputs], from: weight, to: bias },
    { name: `${name}.bias`, shape: [outputs], from: bias, to: bias + outputs },
  ]);
}
