import { viewOf } from './bytes.ts';

const readers = {
  bool: { width: 1, read: (view: DataView, at: number) => (view.getUint8(at) === 0 ? 0 : 1) },
  uint8: { width: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  int8: { width: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  uint16: { width: 2, read: (view: DataView, at: number, little: boolean) => view.getUint16(at, little) },
  int16: { width: 2, read: (view: DataView, at: number, little: boolean) => view.getInt16(at, little) },
  uint32: { width: 4, read: (view: DataView, at: number, little: boolean) => view.getUint32(at, little) },
  int32: { width: 4, read: (view: DataView, at: number, little: boolean) => view.getInt32(at, little) },
  uint64: { width: 8, read: (view: DataView, at: number, little: boolean) => Number(view.getBigUint64(at, little)) },
  int64: { width: 8, read: (view: DataView, at: number, little: boolean) => Number(view.getBigInt64(at, little)) },
  float32: { width: 4, read: (view: DataView, at: number, little: boolean) => view.getFloat32(at, little) },
  float64: { width: 8, read: (view: DataView, at: number, little: boolean) => view.getFloat64(at, little) },
};

/** A kind of number that files hold. */
export type NumberKind = keyof typeof readers;

/** Bytes of one number. */
export function widthOf(kind: NumberKind): number {
  return readers[kind].width;
}

/**
 * Numbers of one kind, one behind the other, rounded to float32. The length of the bytes is a multiple of the width.
 * Without `copy` they are seen where they lie, if they are float32 and lie at a multiple of four bytes.
 */
export function readNumbers(bytes: Uint8Array, kind: NumberKind, littleEndian: boolean, copy = true): Float32Array {
  if (kind === 'float32' && littleEndian) {
    // Samples are float32 by the gigabyte, and are taken as they are. A copy aligns them too.
    const { buffer, byteOffset, length } = copy || bytes.byteOffset % 4 !== 0 ? new Uint8Array(bytes) : bytes;
    return new Float32Array(buffer, byteOffset, length / 4);
  }
  const { width, read } = readers[kind];
  const view = viewOf(bytes);
  const values = new Float32Array(bytes.length / width);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * width, littleEndian);
  return values;
}
