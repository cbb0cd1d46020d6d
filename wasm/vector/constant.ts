/**
 * A number in all lanes of a vector. What is written as `constant(1.5)` or `constant_word(7)` is compiled to a load from memory
 * (scripts/vite/assemblyscript.mjs): V8 loads a vector by one instruction, and builds one by three.
 */
// @inline
export function constant(value: f32): v128 {
  return f32x4.splat(value);
}

/** The same of a whole number. */
// @inline
export function constant_word(value: u32): v128 {
  return i32x4.splat(value);
}
