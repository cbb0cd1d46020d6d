import { normals } from '../random/normal.ts';
import { KNOWN } from '../random/streams.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import type { Sampling } from './sampling.ts';

/**
 * Puts known coordinates in their place in a block, with fresh noise. Twin: src/engines/cpu/known.ts.
 * @param offset bytes of a plane before the block, of so many rows
 * @param updates made so far, the counter of the noise
 * @param sigma of the noise
 * @param noise room for four vectors
 */
export function keep_known(run: Sampling, updates: u32, sigma: f32, offset: usize, rows: usize, noise: usize): void {
  const deviation = f32x4.splat(sigma);
  for (let j: usize = 0; j < run.dimension; j++) {
    const plane = run.particles + j * run.stride + offset;
    for (let group: usize = 0; group < rows * 4; group += 64) {
      const known = run.known + j * run.known_stride + run.known_step * (offset + group);
      if (!any_known(known)) continue;
      normals(noise, run.first_quad + <u32>((offset + group) >> 4), <u32>j, updates, KNOWN, run.key0, run.key1);
      for (let at: usize = 0; at < 64; at += 16) {
        const value = v128.load(known + at);
        const noisy = multiply_add(deviation, v128.load(noise + at), value);
        const to = plane + group + at;
        v128.store(to, v128.bitselect(noisy, v128.load(to), f32x4.eq(value, value)));
      }
    }
  }
}

/** Whether any of sixteen values is no NaN. */
// @inline
function any_known(at: usize): bool {
  const first = v128.load(at);
  const second = v128.load(at, 16);
  const third = v128.load(at, 32);
  const fourth = v128.load(at, 48);
  const either = v128.or(f32x4.eq(first, first), f32x4.eq(second, second));
  return v128.any_true(v128.or(either, v128.or(f32x4.eq(third, third), f32x4.eq(fourth, fourth))));
}
