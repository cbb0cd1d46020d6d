/** Floats that one item of a phase over a vector takes. */
export const slice: i32 = 16384;
