import { slice } from './slice.ts';

/** Copies a slice of a vector of floats to one that does not overlap it. */
export function copy(item: i32, from: usize, to: usize, floats: i32): void {
  const first = item * slice;
  const count = min(slice, floats - first);
  const offset = usize(first) << 2;
  memory.copy(to + offset, from + offset, usize(count) << 2);
}
