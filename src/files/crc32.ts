/** Four tables, so that four bytes are taken at a time. */
const tables = Array.from({ length: 4 }, () => new Uint32Array(256));
for (let byte = 0; byte < 256; byte++) {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  tables[0]![byte] = rest;
}
for (let byte = 0; byte < 256; byte++) {
  for (let t = 1; t < 4; t++) {
    const before = tables[t - 1]![byte]!;
    tables[t]![byte] = (before >>> 8) ^ tables[0]![before & 255]!;
  }
}

/** The checksum of gzip and ZIP (RFC 1952, section 8), from 0 to 2³² − 1. */
export function crc32(bytes: Uint8Array): number {
  const [first, second, third, fourth] = tables as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let sum = 0xffff_ffff;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    sum ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    sum = fourth[sum & 255]! ^ third[(sum >>> 8) & 255]! ^ second[(sum >>> 16) & 255]! ^ first[sum >>> 24]!;
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ first[(sum ^ bytes[at]!) & 255]!;
  return ~sum >>> 0;
}
