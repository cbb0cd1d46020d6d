const importSection = 2;

/** Kinds of imports, and the flags of a memory's limits. */
const func = 0;
const table = 1;
const memory = 2;
const global = 3;
const sharedWithMost = 3;
const privateWithMost = 1;

/** A copy of a binary that expects a private memory where the given one expects a shared one. Nothing else differs. */
export function withPrivateMemory(given: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = given.slice();
  let at = 8;

  /** A number in LEB128. */
  function number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
  function skip(count: number): void {
    at += count;
  }

  while (bytes[at++] !== importSection) {
    if (at >= bytes.length) throw new Error('the binary imports nothing');
    skip(number());
  }
  number();
  for (let left = number(); left > 0; left--) {
    skip(number());
    skip(number());
    const kind = bytes[at++];
    if (kind === func) number();
    else if (kind === global) skip(2);
    else if (kind === memory && bytes[at] === sharedWithMost) {
      bytes[at] = privateWithMost;
      return bytes;
    } else throw new Error(`the binary has ${kind === table ? 'a table' : 'no shared memory'} among its imports`);
  }
  throw new Error('the binary imports no memory');
}
