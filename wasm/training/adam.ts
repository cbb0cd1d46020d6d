import { type Step, type Training, training_of } from './training.ts';

/** Floats of the parameters that an item of these kernels takes. */
export const SLICE: usize = 2048;

/** Items of each training. */
// @inline
function slices_of(address: usize): u32 {
  return <u32>((changetype<Training>(address).floats + SLICE - 1) / SLICE);
}

// @inline
function end_of(t: Training, slice: u32): usize {
  return min<usize>((<usize>slice + 1) * SLICE, t.floats) * 4;
}

/** The gradient of a step from those of its shares, in their order, and the sum of squares of this part of it. */
export function sum_gradient(item: u32, address: usize): void {
  const slices = slices_of(address);
  const t = training_of(address, item, slices);
  const slice = item % slices;
  let squares: f64 = 0;
  const end = end_of(t, slice);
  for (let at = <usize>slice * SLICE * 4; at < end; at += 16) {
    let sum = v128.load(t.shares + at);
    for (let share: usize = 1; share < t.share_count; share++) {
      sum = f32x4.add(sum, v128.load(t.shares + share * t.share_step + at));
    }
    v128.store(t.gradient + at, sum);
    const low = f64x2.promote_low_f32x4(sum);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(sum, sum, 1, 1));
    const square = f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
    squares += f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1);
  }
  store<f64>(t.squares + 8 * slice, squares);
}

/** What scales a gradient down to the norm `clip` (Pascanu, Mikolov and Bengio 2013, algorithm 1). */
// @inline
function clip_factor(t: Training): f32 {
  if (t.clip < 0) return 1;
  let squares: f64 = 0;
  for (let i: usize = 0; i * SLICE < t.floats; i++) squares += load<f64>(t.squares + 8 * i);
  const norm = sqrt<f64>(squares);
  return norm > t.clip ? <f32>(<f64>t.clip / norm) : 1;
}

/**
 * Moves a part of the parameters by Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019,
 * algorithm 2) and clipping, and the average after them; the first item of each training adds up its loss. Twin: src/engines/cpu/adam.ts.
 * @param slot which of the steps under way
 * @param rows of a step
 */
export function adam(item: u32, address: usize, slot: usize, rows: u32): void {
  const slices = slices_of(address);
  const t = training_of(address, item, slices);
  const slice = item % slices;
  const step = changetype<Step>(t.steps + slot * t.members * offsetof<Step>());
  const factor = f32x4.splat(clip_factor(t));
  const scale = f32x4.splat(step.scale);
  const epsilon = f32x4.splat(step.epsilon);
  const shrinkage = f32x4.splat(step.shrinkage);
  const rate1 = f32x4.splat(t.rate1);
  const rate2 = f32x4.splat(t.rate2);
  const average_rate = f32x4.splat(t.average_rate);
  const end = end_of(t, slice);
  for (let at = <usize>slice * SLICE * 4; at < end; at += 16) {
    const g = f32x4.mul(factor, v128.load(t.gradient + at));
    const m0 = v128.load(t.first + at);
    const v0 = v128.load(t.second + at);
    const m = f32x4.add(m0, f32x4.mul(rate1, f32x4.sub(g, m0)));
    const v = f32x4.add(v0, f32x4.mul(rate2, f32x4.sub(f32x4.mul(g, g), v0)));
    v128.store(t.first + at, m);
    v128.store(t.second + at, v);
    const p0 = v128.load(t.parameters + at);
    const move = f32x4.div(f32x4.mul(scale, m), f32x4.add(f32x4.sqrt(v), epsilon));
    const p = f32x4.sub(p0, f32x4.add(move, f32x4.mul(shrinkage, p0)));
    v128.store(t.parameters + at, p);
    if (t.average !== 0) {
      const a = v128.load(t.average + at);
      v128.store(t.average + at, f32x4.add(a, f32x4.mul(average_rate, f32x4.sub(p, a))));
    }
  }
  if (slice > 0) return;
  let loss: f64 = 0;
  for (let share: usize = 0; share < t.share_count; share++) loss += load<f64>(t.share_losses + 8 * share);
  store<f32>(t.losses + 4 * slot * t.members, <f32>(loss / <f64>rows));
}
