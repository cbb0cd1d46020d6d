/** Bytes that an item takes. Twin: `slice` in wasm_peak.ts. */
const slice: usize = 65536;

/** Reads and writes a slice of memory once, sixteen bytes at a time. @param factor address of a number */
export function scale(item: i32, at: usize, factor: usize): void {
  const f = v128.load_splat<f32>(factor);
  const start = at + usize(item) * slice;
  for (let here = start; here < start + slice; here += 16) v128.store(here, f32x4.mul(v128.load(here), f));
}
