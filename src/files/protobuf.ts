import { join } from './bytes.ts';

/** Bytes of an encoded field, in parts that are joined once at the end. */
export type Field = readonly Uint8Array[];

/**
 * Protocol Buffers wire format (protobuf.dev/programming-guides/encoding): a field is its number and wire type as one
 * varint, then a varint (type 0) or a length and so many bytes (type 2).
 */
const wireTypes = { varint: 0, bytes: 2 };

/** Seven bits a byte, the least significant first, the eighth bit set on all but the last. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/** An integer field: int32, int64 or enum, not negative. */
export function integer(number: number, value: number): Field {
  return [Uint8Array.from([...varint(number * 8 + wireTypes.varint), ...varint(value)])];
}

/** A field of bytes. */
export function bytes(number: number, value: Uint8Array): Field {
  return [Uint8Array.from([...varint(number * 8 + wireTypes.bytes), ...varint(value.length)]), value];
}

/** A field of text. */
export function text(number: number, value: string): Field {
  return bytes(number, new TextEncoder().encode(value));
}

/** A field that holds a message of these fields. */
export function message(number: number, ...fields: Field[]): Field {
  const parts = fields.flat();
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.from([...varint(number * 8 + wireTypes.bytes), ...varint(length)]), ...parts];
}

/** The outermost message, which has neither number nor length. */
export function encode(...fields: Field[]): Uint8Array<ArrayBuffer> {
  return join(fields.flat());
}
