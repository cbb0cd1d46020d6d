import { ArgumentError } from '../errors.ts';
import { quoted } from '../quoted.ts';
import { isRecord, requireKeys } from '../require_options.ts';
import { type Bytes, bytesOf, bytesOfNumbers, join, viewOf } from './bytes.ts';
import { FileError } from './file_error.ts';
import { requireNoPointer } from './lfs_pointer.ts';
import { parseSafetensorsHeader, type TensorEntry } from './safetensors_header.ts';

/**
 * The types of numbers that JavaScript has arrays for, in the order of the reference, from narrow to wide. Half precision,
 * 8-bit floats and complex numbers are refused.
 */
const arrays = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  F32: Float32Array,
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
} as const;

const dtypes = Object.keys(arrays);

export type Dtype = keyof typeof arrays;

export type TensorData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigUint64Array
  | BigInt64Array;

/** An array of any number of axes; none stand for a single number. */
export interface Tensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: TensorData;
}

export interface Tensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Texts by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** As in the reference implementation. */
const longestHeader = 100_000_000;

/**
 * Reads a safetensors file (huggingface.co/docs/safetensors, "Format"): eight bytes with the length of the header, a
 * JSON header, the data. As in the reference, the tensors cover the data without holes or overlaps. The data are copied.
 * @throws FileError when anything is not as the format wants it, or a tensor has a type that JavaScript has no array for.
 */
export function readSafetensors(bytes: Bytes): Tensors {
  const file = bytesOf(bytes);
  requireSafetensorsBeginning(file, file.length);
  const start = 8 + Number(viewOf(file).getBigUint64(0, true));
  const { entries, metadata } = parseSafetensorsHeader(decoded(file.subarray(8, start)));
  requireCovered(entries, file.length - start);
  const tensors = entries.map((entry): [string, Tensor] => [entry.name, tensorOf(entry, file.subarray(start))]);
  // By fromEntries, which makes "__proto__" a name like any other.
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
}

/**
 * Refuses by its beginning what is no safetensors file.
 * @param size of all of it, where that is known
 * @throws FileError
 */
export function requireSafetensorsBeginning(file: Uint8Array, size?: number): void {
  requireNoPointer('safetensors', file);
  if (file.length < 8) throw new FileError('safetensors', 'byte 0', 'it ends inside the length of the header');
  const length = viewOf(file).getBigUint64(0, true);
  if (length > longestHeader) {
    throw new FileError(
      'safetensors',
      'byte 0',
      `the header claims ${length} bytes, more than the ${longestHeader} allowed`,
    );
  }
  if (length < 2) throw new FileError('safetensors', 'byte 0', `the header claims ${length} bytes, too few for any`);
  if (size !== undefined && 8 + Number(length) > size)
    throw new FileError('safetensors', 'byte 0', `the header claims ${length} bytes, but only ${size - 8} follow`);
}

function decoded(header: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch {
    throw new FileError('safetensors', 'header', 'it is not valid UTF-8');
  }
}

/** Refuses tensors that leave bytes out, share bytes, or end elsewhere than the file. */
function requireCovered(entries: readonly TensorEntry[], length: number): void {
  let end = 0;
  for (const { name, from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end || to < from) {
      const problem = to < from ? 'end before they begin' : from < end ? 'overlap those before' : 'leave a hole before';
      throw new FileError('safetensors', placeOf(name), `its data_offsets [${from}, ${to}] ${problem} byte ${end}`);
    }
    end = to;
  }
  if (end !== length) {
    throw new FileError(
      'safetensors',
      'header',
      `the tensors need ${end} bytes of data, but ${length} follow the header`,
      'Download or copy it again',
    );
  }
}

function tensorOf({ name, dtype, shape, from, to }: TensorEntry, data: Uint8Array): Tensor {
  if (!isDtype(dtype)) {
    throw new FileError(
      'safetensors',
      placeOf(name),
      `numbers of type ${quoted(dtype)} are not read, only ${dtypes.join(', ')}`,
      'Convert them to F32 first',
    );
  }
  const ArrayOf = arrays[dtype];
  const needed = countOf(shape) * ArrayOf.BYTES_PER_ELEMENT;
  if (needed !== to - from)
    throw new FileError(
      'safetensors',
      placeOf(name),
      `its shape needs ${needed} bytes, but its data_offsets hold ${to - from}`,
    );
  // Copied, which also aligns them: the header may have any length.
  return { dtype, shape, data: new ArrayOf(new Uint8Array(data.subarray(from, to)).buffer) };
}

function isDtype(dtype: string): dtype is Dtype {
  return typeof dtype === 'string' && Object.hasOwn(arrays, dtype);
}

/** Without 0 · ∞, which is not a number. */
function countOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

function placeOf(name: string): string {
  return `tensor ${quoted(name)}`;
}

/**
 * Writes a safetensors file as the reference does, byte for byte: wide numbers first, so that all are aligned, then by name, and the
 * header padded by spaces to a multiple of eight bytes.
 * @throws ArgumentError when the data of a tensor are not of its type or shape, or its name is that of the metadata.
 */
export function writeSafetensors(given: Pick<Tensors, 'tensors'> & Partial<Tensors>): Uint8Array<ArrayBuffer> {
  requireKeys('', given, { tensors: true, metadata: true });
  const { tensors, metadata = {} } = given;
  for (const [name, group] of Object.entries({ tensors, metadata }))
    if (!isRecord(group)) throw new ArgumentError(name, group, 'an object with one entry for each name');
  const header: Record<string, unknown> = Object.create(null);
  for (const [key, text] of Object.entries(metadata))
    if (typeof text !== 'string') throw new ArgumentError(`metadata[${quoted(key)}]`, text, 'a text');
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  for (const [name, tensor] of Object.entries(tensors)) requireTensor(name, tensor);
  const sorted = Object.entries(tensors).toSorted(
    ([a, { dtype: first }], [b, { dtype: second }]) =>
      dtypes.indexOf(second) - dtypes.indexOf(first) || (a < b ? -1 : 1),
  );
  let end = 0;
  for (const [name, tensor] of sorted) {
    const { dtype, shape, data } = tensor;
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text, 8);
  viewOf(padded).setBigUint64(0, BigInt(padded.length - 8), true);
  return join([padded, ...sorted.map(([, { data }]) => bytesOfNumbers(data))]);
}

function requireTensor(name: string, tensor: Tensor): void {
  const argument = `tensors[${quoted(name)}]`;
  requireKeys(argument, tensor, { dtype: true, shape: true, data: true });
  const { dtype, shape, data } = tensor;
  if (name === '__metadata__')
    throw new ArgumentError(argument, name, 'another name: this one is kept for the metadata');
  if (!isDtype(dtype)) throw new ArgumentError(`${argument}.dtype`, dtype, `one of ${dtypes.join(', ')}`);
  if (!(data instanceof arrays[dtype])) throw new ArgumentError(`${argument}.data`, data, `a ${arrays[dtype].name}`);
  if (
    !Array.isArray(shape) ||
    !shape.every((size) => Number.isSafeInteger(size) && size >= 0) ||
    countOf(shape) !== data.length
  )
    throw new ArgumentError(
      `${argument}.shape`,
      shape,
      `integers whose product is ${data.length}, the number of values`,
    );
}
