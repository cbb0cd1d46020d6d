import { FileError } from './file_error.ts';
import { isGzip } from './gunzip.ts';
import { idxKind } from './idx.ts';
import { requireNoPointer } from './lfs_pointer.ts';
import { hasControls, requireNoUtf32, requireString, textOf } from './text.ts';
import { isZip } from './zip.ts';

export type PointsFormat = 'csv' | 'npy' | 'npz' | 'IDX';

const asCsv = 'Save the table as CSV, or its numbers as .npy';
const asNpy = 'Save its numbers as one array in .npy';
const asGzip = 'Unpack it, or pack it by gzip instead';

/** Formats that are not read, by how their files begin, and what to do with them. */
const others: readonly (readonly [name: string, begins: readonly number[], remedy: string])[] = [
  ['Parquet', [0x50, 0x41, 0x52, 0x31], asCsv],
  ['Arrow', [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], asCsv],
  ['Excel', [0xd0, 0xcf, 0x11, 0xe0], asCsv],
  ['HDF5', [0x89, 0x48, 0x44, 0x46], asNpy],
  ['pickle', [0x80], asNpy],
  ['PNG', [0x89, 0x50, 0x4e, 0x47], asNpy],
  ['JPEG', [0xff, 0xd8, 0xff], asNpy],
  ['bzip2', [0x42, 0x5a, 0x68], asGzip],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a], asGzip],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd], asGzip],
];

/**
 * The format of points, by how their file begins, whatever its name.
 * @throws FileError when it is a format that is not read, naming it.
 */
export function formatOf(bytes: Uint8Array): PointsFormat {
  requireNoPointer('data', bytes);
  requireNoModel(bytes);
  requireNoUtf32(bytes);
  if (isZip(bytes)) return 'npz';
  if (bytes[0] === 0x93) return 'npy';
  // UTF-16 without a mark has no two zeros at its beginning.
  if (bytes[0] === 0 && bytes[1] === 0) return 'IDX';
  const [name, , remedy] = others.find(([, begins]) => begins.every((byte, i) => bytes[i] === byte)) ?? [];
  if (name && hasControls(bytes.subarray(0, 256)))
    throw new FileError('data', '', `it is a file of ${name}, which is not read`, remedy);
  return 'csv';
}

/** Refuses what begins as safetensors do: the length of a header, in 64 bits, and the header, which is JSON. */
function requireNoModel(bytes: Uint8Array): void {
  const isModel = bytes[8] === 0x7b && bytes[9] === 0x22 && bytes.subarray(4, 8).every((byte) => byte === 0);
  if (isModel)
    throw new FileError(
      'data',
      '',
      'it is a file of safetensors, as models are, and not points',
      'Give a model by --model, or to readModel; points are read from CSV, .npy, .npz and IDX',
    );
}

/** Refuses text that is JSON, by how it begins: lists of lists or of numbers, and objects. */
export function requireNoJson(text: string): void {
  if (/^\ufeff?\s{0,1000}(?:\{\s{0,1000}["}]|\[\s{0,1000}(?:[[{"]|-?\d[\d.eE+-]{0,30}\s{0,1000},))/.test(text))
    throw new FileError('data', '', 'it begins as JSON does, which is not read', asCsv);
}

/**
 * Refuses by its beginning what need not be read as a whole.
 * @param size of all of it, where that is known
 */
export function requireBeginning(bytes: Uint8Array, size?: number): void {
  if (isGzip(bytes)) return;
  const format = formatOf(bytes);
  if (format === 'csv') {
    requireNoJson(textOf(bytes, { beginning: true }).text);
    if (size !== undefined) requireString(size);
  }
  if (format === 'IDX' && bytes.length >= 4) idxKind(bytes);
}
