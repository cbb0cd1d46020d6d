import { ArgumentError } from '../errors.ts';

/** The contents of a file: what `readFile` of Node gives, or `await file.arrayBuffer()` of a browser's `File`. */
export type Bytes = Uint8Array | ArrayBuffer;

/** The same bytes, not copied. @throws ArgumentError when they are no bytes. */
export function bytesOf(given: Bytes): Uint8Array {
  if (given instanceof Uint8Array) return given;
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  throw new ArgumentError(
    'bytes',
    given,
    'a Uint8Array or an ArrayBuffer',
    'For a File of a browser: await file.arrayBuffer().',
  );
}

/** A view for reading numbers at byte offsets. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The values as they lie in memory, not copied: little-endian, as on every host that runs WebGPU. */
export function bytesOfNumbers(values: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
}

/** The parts one behind the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
