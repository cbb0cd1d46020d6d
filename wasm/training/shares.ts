import type { Training } from './training.ts';

/**
 * The rows of a step are dealt out to shares, each with a gradient of its own, in the same way for any number of threads; so sums do
 * not depend on who computes them.
 */

/** Rows that come to one share together, two groups of sixteen: so few, that small batches have more than one share. */
const TOGETHER: u32 = 32;

/**
 * The first of share `share` of the rows `first` … `end − 1`, and with the number of the next share the end of it: `end` where no rows
 * are left. In 64 bits, since rows are numbered up to 2³² − 1.
 */
// @inline
export function start_of_share(t: Training, share: u32, first: u32, end: u32): u32 {
  const parts = (<u64>(end - first) + TOGETHER - 1) / TOGETHER;
  const each = ((parts + t.share_count - 1) / t.share_count) * TOGETHER;
  return <u32>min<u64>(<u64>first + <u64>share * each, end);
}

/** The gradient of a share, cleared where a step begins. */
// @inline
export function gradient_of_share(t: Training, share: u32, first: u32): usize {
  const gradient = t.shares + <usize>share * t.share_step;
  if (first === 0) {
    memory.fill(gradient, 0, t.floats * 4);
    store<f64>(t.share_losses + 8 * <usize>share, 0);
  }
  return gradient;
}

// @inline
export function add_loss(t: Training, share: u32, loss: f64): void {
  const at = t.share_losses + 8 * <usize>share;
  store<f64>(at, load<f64>(at) + loss);
}
