/** Kinds of contexts, by their numbers in src/engines/wasm/network/panels.ts. */
export const NO_CONTEXT: u32 = 0;
export const VALUES: u32 = 1;
export const CLASSES: u32 = 2;

/** The column of a context that its input i is made of. */
// @inline
export function context_column(kind: u32, columns: usize, i: usize): usize {
  return kind === CLASSES ? 0 : min<usize>(i, columns - 1);
}

/**
 * Input i of four contexts, from their columns of it: a value, or after the last one a 1; of classes a 1 where i is the class. Twin:
 * contextInput in src/contexts/context.ts, shaders/network/context/.
 */
// @inline
export function context_input(kind: u32, columns: usize, i: usize, column: v128): v128 {
  const one = f32x4.splat(1.0);
  if (kind === CLASSES) return v128.and(f32x4.eq(column, f32x4.splat(<f32>i)), one);
  return i < columns ? column : one;
}
