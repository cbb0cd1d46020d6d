import { viewOf } from './bytes.ts';

/** Row-major numbers of points: in float64 where float32 would not hold them. */
export type Numbers = Float32Array | Float64Array;

const readers = {
  bool: { width: 1, wide: false, read: (view: DataView, at: number) => (view.getUint8(at) === 0 ? 0 : 1) },
  uint8: { width: 1, wide: false, read: (view: DataView, at: number) => view.getUint8(at) },
  int8: { width: 1, wide: false, read: (view: DataView, at: number) => view.getInt8(at) },
  uint16: { width: 2, wide: false, read: (view: DataView, at: number, little: boolean) => view.getUint16(at, little) },
  int16: { width: 2, wide: false, read: (view: DataView, at: number, little: boolean) => view.getInt16(at, little) },
  uint32: { width: 4, wide: true, read: (view: DataView, at: number, little: boolean) => view.getUint32(at, little) },
  int32: { width: 4, wide: true, read: (view: DataView, at: number, little: boolean) => view.getInt32(at, little) },
  uint64: {
    width: 8,
    wide: true,
    read: (view: DataView, at: number, little: boolean) => Number(view.getBigUint64(at, little)),
  },
  int64: {
    width: 8,
    wide: true,
    read: (view: DataView, at: number, little: boolean) => Number(view.getBigInt64(at, little)),
  },
  float16: {
    width: 2,
    wide: false,
    read: (view: DataView, at: number, little: boolean) => fromHalf(view.getUint16(at, little)),
  },
  float32: {
    width: 4,
    wide: false,
    read: (view: DataView, at: number, little: boolean) => view.getFloat32(at, little),
  },
  float64: { width: 8, wide: true, read: (view: DataView, at: number, little: boolean) => view.getFloat64(at, little) },
};

/** A kind of number that files hold. */
export type NumberKind = keyof typeof readers;

/** Bytes of one number. */
export function widthOf(kind: NumberKind): number {
  return readers[kind].width;
}

/** Bytes that one number takes once it is read. */
export function widthRead(kind: NumberKind): number {
  return readers[kind].wide ? 8 : 4;
}

/** Whether numbers can be seen where they lie: those of the host's own floating point, at a multiple of their width. */
export function canBeSeen({ byteOffset }: Uint8Array, kind: NumberKind, littleEndian: boolean): boolean {
  return littleEndian && (kind === 'float32' || kind === 'float64') && byteOffset % widthOf(kind) === 0;
}

/**
 * Numbers of one kind, one behind the other: in float32 where that holds all of their kind, else in float64, which rounds
 * integers beyond 2⁵³. The length of the bytes is a multiple of the width. Without `copy` they are seen where they lie, if they
 * can be.
 */
export function readNumbers(bytes: Uint8Array, kind: NumberKind, littleEndian: boolean, copy = true): Numbers {
  const { width, wide, read } = readers[kind];
  if (littleEndian && (kind === 'float32' || kind === 'float64')) {
    // Such numbers come by the gigabyte, and are taken as they are. A copy aligns them too.
    const seen = !copy && canBeSeen(bytes, kind, littleEndian);
    const { buffer, byteOffset, length } = seen ? bytes : new Uint8Array(bytes);
    const count = length / width;
    return wide ? new Float64Array(buffer, byteOffset, count) : new Float32Array(buffer, byteOffset, count);
  }
  const view = viewOf(bytes);
  const values = new (wide ? Float64Array : Float32Array)(bytes.length / width);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * width, littleEndian);
  return values;
}

/** The number that a word of half precision stands for (IEEE 754 binary16). */
function fromHalf(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 31;
  const fraction = word & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
