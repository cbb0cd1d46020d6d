import type { PointContexts } from '../contexts/point_contexts.ts';
import { ArgumentError } from '../errors.ts';
import type { Points } from '../points.ts';
import { quoted } from '../quoted.ts';
import { type Keys, requireKeys } from '../require_options.ts';
import { type ArrayOptions, type ArrayPoints, countOf, sizes } from './array_points.ts';
import { type Bytes, bytesOf } from './bytes.ts';
import { contextsInArchive } from './context_array.ts';
import { requireContextChoice } from './context_choice.ts';
import type { Columns } from './csv_columns.ts';
import { type CsvOptions, type ReadTable, readTable } from './csv_reader.ts';
import { FileError } from './file_error.ts';
import { formatOf, type PointsFormat, requireBeginning, requireNoJson } from './format_of.ts';
import { unpacked } from './gunzip.ts';
import { readIdxArray } from './idx.ts';
import { limitOf, tooMuch } from './limit.ts';
import { readNpyArray } from './npy.ts';
import { arrayOfArchive } from './npz.ts';
import { textOf } from './text.ts';

export interface PointsOptions extends CsvOptions {
  /** Which array of an `.npz` archive; the only one unless given. */
  readonly array?: string;
  /** Of arrays; `images` unless given: unsigned bytes of more than one axis become 0 to 1. */
  readonly scale?: ArrayOptions['scale'];
  /** Whether the points have memory of their own, true unless given; else they may share that of the bytes. */
  readonly copy?: boolean;
}

const pointsKeys: Keys<PointsOptions> = {
  ...{ columns: true, header: true, delimiter: true, decimal: true, missing: true, limit: true },
  ...{ array: true, scale: true, copy: true, context: true },
};

/** The points of a file, and what is known of them besides. */
export interface PointsFile {
  readonly points: Points;
  readonly format: PointsFormat;
  /** Of the columns taken; absent for arrays. */
  readonly names?: readonly string[];
  /** Of one point, such as [28, 28] of an image; its product is the dimension. */
  readonly shape: readonly number[];
  /** For each point what it is conditioned on, where that was asked for. */
  readonly contexts?: PointContexts;
  /** The columns, from 0, whose values are all whole numbers. */
  readonly whole: readonly number[];
  /** What a user should know, a line each: which columns were taken, what was left out, what was guessed. */
  readonly notes: readonly string[];
}

/** Bytes by whose look much is refused before all are read. */
export const beginning = 65_536;

/**
 * Reads points from a file, whose format is recognised by how it begins: CSV, `.npy`, `.npz` and IDX, each also packed by
 * gzip. The first axis of an array counts points, and all others are flattened.
 * @param source the bytes, or the `File` of a page
 * @throws FileError when the file is of no such format, damaged, empty, beyond the limit, or holds what is no finite number.
 * @throws ArgumentError when an option is not allowed or does not go with the format.
 */
export async function readPoints(source: Bytes | Blob, options: PointsOptions = {}): Promise<PointsFile> {
  const { table: _, ...file } = await readPointsFile(source, options);
  return file;
}

/**
 * As `readPoints`, with the table that they were read from, where it is one.
 * @param choose the columns of a table to take
 */
export async function readPointsFile(
  source: Bytes | Blob,
  options: PointsOptions,
  choose?: (columns: Columns) => readonly number[],
): Promise<PointsFile & { readonly table?: ReadTable }> {
  requireKeys('', options, pointsKeys);
  if (options.context) requireContextChoice(options.context, options.missing);
  const limit = limitOf(options);
  const given = source instanceof Blob ? await bytesOfBlob(source, limit) : bytesOf(source);
  if (given.length > limit) tooMuch('data', '', `it has ${given.length} bytes,`, limit);
  const bytes = unpacked(given, limit);
  const format = formatOf(bytes);
  requireFitting(format, options);
  if (format === 'csv') {
    requirePlausible(bytes.length, given.length);
    return table(bytes, options, choose);
  }
  const { scale = 'images', missing, array } = options;
  const numbers = { scale, limit, ...(missing && { missing }) };
  // What was unpacked or came from a Blob is ours.
  const copy = (file: Uint8Array): boolean =>
    options.copy !== false && file.buffer === given.buffer && !(source instanceof Blob);
  const held = bytes === given ? 0 : bytes.length;
  if (format === 'IDX') return arrayFile(format, readIdxArray(bytes, numbers, held));
  if (format === 'npy') return arrayFile(format, readNpyArray(bytes, { ...numbers, copy: copy(bytes) }, held));
  const { name, bytes: file } = arrayOfArchive(bytes, { array, except: contextArray(options), limit: limit - held });
  const unzipped = file.buffer === bytes.buffer ? 0 : file.length;
  const read = readNpyArray(file, { ...numbers, copy: copy(file) }, held + unzipped);
  const found = options.context && contextsInArchive(bytes, options.context, { count: read.of, missing, limit });
  return arrayFile(format, read, [`array: ${quoted(name)}`, ...(found ? [found.note] : [])], found?.contexts);
}

/** The name of the array that contexts are in. */
function contextArray({ context }: PointsOptions): string | undefined {
  return context && String(context.columns[0]);
}

async function bytesOfBlob(blob: Blob, limit: number): Promise<Uint8Array> {
  if (blob.size > limit) tooMuch('data', '', `it has ${blob.size} bytes,`, limit);
  requireBeginning(new Uint8Array(await blob.slice(0, beginning).arrayBuffer()), blob.size);
  return new Uint8Array(await blob.arrayBuffer());
}

/** How many times its size a table unpacks to at most, if it says anything: text of numbers is packed to a third or so. */
const mostPacked = 256;

/** Refuses a large table that says next to nothing: its numbers take some ten times the memory of its text. */
function requirePlausible(size: number, packed: number): void {
  if (size <= 2 ** 26 || size <= mostPacked * packed) return;
  throw new FileError(
    'csv',
    '',
    `it unpacks to ${size} bytes, more than ${mostPacked} times its size, as no table of measurements does`,
    'If it is what it should be, unpack it with gunzip first',
  );
}

/** Refuses options that do not go with the format. */
function requireFitting(format: PointsFormat, options: PointsOptions): void {
  for (const name of ['columns', 'header', 'delimiter', 'decimal'] as const) {
    if (options[name] !== undefined && format !== 'csv')
      throw new ArgumentError(name, options[name], `left out for a file of ${format}: only CSV has it`);
  }
  if (options.array !== undefined && format !== 'npz')
    throw new ArgumentError('array', options.array, `left out for a file of ${format}: only .npz has several`);
  if (options.context !== undefined && format !== 'npz' && format !== 'csv')
    throw new ArgumentError(
      'context',
      options.context.columns,
      `left out for a file of ${format}, which holds points alone`,
      'Contexts may have a file of their own: --condition-file FILE; or readPoints reads them.',
    );
}

function table(
  bytes: Uint8Array,
  { array: _, scale: __, copy: ___, ...options }: PointsOptions,
  choose: ((columns: Columns) => readonly number[]) | undefined,
): PointsFile & { readonly table: ReadTable } {
  const { text, note } = textOf(bytes);
  requireNoJson(text);
  const read = readTable(text, options, choose);
  const { points, columns, contexts, notes } = read;
  return {
    ...{ points, table: read, format: 'csv' as const, names: columns, shape: [columns.length] },
    ...(contexts && { contexts }),
    ...{ whole: wholeColumns(points), notes: note ? [...notes, note] : notes },
  };
}

function arrayFile(
  format: PointsFormat,
  { points, shape, kind, scaled, dropped, of }: ArrayPoints,
  before: readonly string[] = [],
  contexts?: PointContexts,
): PointsFile {
  const whole = scaled ? [] : wholeColumns(points);
  const isRounded = /^u?int64$/.test(kind) && points.values.some((value) => Math.abs(value) > 2 ** 53);
  const notes = [
    ...before,
    ...(shape.length > 1 ? [`points: of shape [${sizes(shape)}]`] : []),
    ...(scaled ? ['bytes: 0 to 255 become 0 to 1'] : []),
    ...(isRounded ? ['integers: those beyond 2⁵³ are rounded to float64'] : []),
    ...(dropped > 0 ? [`left out: ${dropped} of ${of} points, with missing values`] : []),
  ];
  // Of images, pixels that are always 0 are no column of whole numbers.
  const kept = shape.length === 1 || whole.length === countOf(shape) ? whole : [];
  return { points, format, shape, ...(contexts && { contexts }), whole: kept, notes };
}

/** The columns whose values are all whole numbers; beyond 2⁵³ every number of float64 is whole. */
function wholeColumns({ values, shape: [, dimension] }: Points): number[] {
  let columns = Array.from({ length: dimension }, (_, column) => column);
  for (let row = 0; row < values.length && columns.length > 0; row += dimension) {
    if (columns.some((column) => !Number.isSafeInteger(values[row + column])))
      columns = columns.filter((column) => Number.isSafeInteger(values[row + column]));
  }
  return columns;
}
