/** Numbers from 0 to 1 that look random and are the same each time. */
export function uniforms(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32);
}
