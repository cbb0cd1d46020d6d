import { slice } from './slice.ts';

/** Fills a slice of a vector of floats with a value, given by its bits. */
export function fill(item: i32, to: usize, floats: i32, bits: i32): void {
  const first = item * slice;
  const count = min(slice, floats - first);
  const start = to + (usize(first) << 2);
  const end = start + (usize(count) << 2);
  for (let at = start; at < end; at += 4) store<i32>(at, bits);
}
