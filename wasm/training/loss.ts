import { multiply_add } from '../vector/multiply_add.ts';
import { base_planes, gain_plane, PLANE, weight_plane } from './rows.ts';
import type { Training } from './training.ts';

/**
 * Σ over the rows of ½·weight·‖gain·net + base‖², the denoising loss (Song and Ermon 2019, equations 5 and 6), and in the place of net its
 * derivative by net, over the rows of a step. Twin: src/engines/cpu/loss.ts.
 * @param net planes of the network's outputs, overwritten
 */
export function loss_of_rows(t: Training, planes: usize, net: usize, rows: usize): f64 {
  const share = f32x4.splat(t.share_of_row);
  const gains = gain_plane(planes, t);
  const weights = weight_plane(planes, t);
  let sum = f32x4.splat(0.0);
  for (let j: usize = 0; j < t.dimension; j++) {
    const base = base_planes(planes, t) + j * PLANE;
    for (let at: usize = 0; at < rows * 4; at += 16) {
      const gain = v128.load(gains + at);
      const residual = multiply_add(gain, v128.load(net + j * PLANE + at), v128.load(base + at));
      const weighted = f32x4.mul(v128.load(weights + at), residual);
      sum = multiply_add(f32x4.mul(f32x4.splat(0.5), weighted), residual, sum);
      v128.store(net + j * PLANE + at, f32x4.mul(f32x4.mul(share, gain), weighted));
    }
  }
  return (
    <f64>f32x4.extract_lane(sum, 0) +
    <f64>f32x4.extract_lane(sum, 1) +
    <f64>f32x4.extract_lane(sum, 2) +
    <f64>f32x4.extract_lane(sum, 3)
  );
}
