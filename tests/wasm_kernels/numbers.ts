// Kernels for tests of functions that kernels call: each takes an item, 4096 floats, from one place to another.
import { activate, activate_with_slope } from '../../wasm/network/activate.ts';
import { normals, words } from '../../wasm/random/normal.ts';
import { exponential } from '../../wasm/vector/exponential.ts';
import { minus_log } from '../../wasm/vector/logarithm.ts';
import { small_cosine, small_sine } from '../../wasm/vector/sine.ts';

export { thread } from '../../wasm/thread.ts';

const bytes: usize = 16384;

export function exponentials(item: u32, from: usize, to: usize): void {
  const first = <usize>item * bytes;
  for (let at = first; at < first + bytes; at += 16) v128.store(to + at, exponential(v128.load(from + at)));
}

export function minus_logs(item: u32, from: usize, to: usize): void {
  const first = <usize>item * bytes;
  for (let at = first; at < first + bytes; at += 16) v128.store(to + at, minus_log(v128.load(from + at)));
}

export function sines(item: u32, from: usize, to: usize): void {
  const first = <usize>item * bytes;
  for (let at = first; at < first + bytes; at += 16) v128.store(to + at, small_sine(v128.load(from + at)));
}

export function cosines(item: u32, from: usize, to: usize): void {
  const first = <usize>item * bytes;
  for (let at = first; at < first + bytes; at += 16) v128.store(to + at, small_cosine(v128.load(from + at)));
}

/** φ(z), of a block of 64 rows and units. */
export function values(item: u32, from: usize, to: usize, kind: u32): void {
  const first = <usize>item * bytes;
  memory.copy(to + first, from + first, bytes);
  activate(kind, to + first, 64, 64);
}

/** φ′(z); φ(z) takes the place of z. */
export function slopes(item: u32, values: usize, to: usize, kind: u32): void {
  const first = <usize>item * bytes;
  activate_with_slope(kind, values + first, to + first, 64, 64);
}

/** Sixteen words for each item, whose counter and key, six words, lie 24 bytes apart. */
export function random_words(item: u32, counters: usize, to: usize): void {
  const own = counters + 24 * <usize>item;
  words(
    to + 64 * <usize>item,
    load<u32>(own),
    load<u32>(own, 4),
    load<u32>(own, 8),
    load<u32>(own, 12),
    load<u32>(own, 16),
    load<u32>(own, 20),
  );
}

/** Likewise, sixteen normals. */
export function random_normals(item: u32, counters: usize, to: usize): void {
  const own = counters + 24 * <usize>item;
  normals(
    to + 64 * <usize>item,
    load<u32>(own),
    load<u32>(own, 4),
    load<u32>(own, 8),
    load<u32>(own, 12),
    load<u32>(own, 16),
    load<u32>(own, 20),
  );
}
