import { normals, uniform, words } from '../random/normal.ts';
import { LEVELS } from '../random/streams.ts';
import { exponential } from '../vector/exponential.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import { small_cosine, small_sine } from '../vector/sine.ts';
import { part } from './part.ts';
import { place_of } from './place.ts';
import { gain_plane, input_planes, input_scale_plane, PLANE, sigma_plane, skip_plane, weight_plane } from './rows.ts';
import {
  ALL_LEVELS,
  EDM,
  type Level,
  LOG_SIGMA,
  LOG_UNIFORM,
  ONE_LEVEL,
  OVER_SIGMA,
  SIGMA,
  type Training,
} from './training.ts';

/**
 * All that depends on the σ of a row, for the sixteen rows from `row` on, written at `at` bytes of their planes. Twin: sigmaOf in
 * src/engines/cpu/draw_rows.ts, and shaders/training/levels_….wgsl.
 * @param made room for four vectors
 */
export function level_of_rows(t: Training, step: u32, row: u32, planes: usize, at: usize, made: usize): void {
  if (t.noise_per_row === ALL_LEVELS) {
    let level = row % t.level_count;
    for (let i: usize = 0; i < 16; i++) {
      copy_level(t, level, planes, at + place_of(i));
      level = level + 1 === t.level_count ? 0 : level + 1;
    }
    return;
  }
  if (t.noise_per_row === ONE_LEVEL) {
    words(made, row >> 2, 0, step, LEVELS, t.key0, t.key1);
    for (let place: u32 = 0; place < 16; place++) {
      copy_level(t, part(load<u32>(made + 4 * place), t.level_count), planes, at + 4 * place);
    }
    return;
  }
  const uniformly = t.noise_per_row === LOG_UNIFORM;
  if (uniformly) words(made, row >> 2, 0, step, LEVELS, t.key0, t.key1);
  else normals(made, row >> 2, 0, step, LEVELS, t.key0, t.key1);
  for (let k: usize = 0; k < 64; k += 16) {
    const drawn = v128.load(made + k);
    const z = uniformly ? uniform(drawn) : drawn;
    compute_level(t, multiply_add(z, f32x4.splat(t.log_sigma_by), f32x4.splat(t.log_sigma_from)), planes, at + k);
  }
}

/** One of the levels, whose numbers the host has computed. */
// @inline
function copy_level(t: Training, index: u32, planes: usize, at: usize): void {
  const address = t.levels + <usize>index * t.level_step;
  const level = changetype<Level>(address);
  store<f32>(sigma_plane(planes, t) + at, level.sigma);
  store<f32>(input_scale_plane(planes, t) + at, level.input);
  store<f32>(gain_plane(planes, t) + at, level.gain);
  store<f32>(skip_plane(planes, t) + at, level.base);
  store<f32>(weight_plane(planes, t) + at, level.weight);
  const inputs = input_planes(planes) + t.dimension * PLANE + at;
  for (let i: usize = 0; i < t.features; i++) {
    store<f32>(inputs + i * PLANE, load<f32>(address + offsetof<Level>() + 4 * i));
  }
}

/** Any σ, four rows at a time. Twin: scalesOf and feature in src/conditioning.ts. */
function compute_level(t: Training, log_sigma: v128, planes: usize, at: usize): void {
  const one = f32x4.splat(1.0);
  const sigma = exponential(log_sigma);
  let input = one;
  let gain = sigma;
  let base = f32x4.splat(0.0);
  if (t.output === OVER_SIGMA) gain = one;
  if (t.output === EDM) {
    const own = f32x4.splat(t.data_deviation);
    const variance = multiply_add(sigma, sigma, f32x4.mul(own, own));
    input = f32x4.div(one, f32x4.sqrt(variance));
    gain = f32x4.mul(own, input);
    base = f32x4.neg(f32x4.div(sigma, variance));
  }
  v128.store(sigma_plane(planes, t) + at, sigma);
  v128.store(input_scale_plane(planes, t) + at, input);
  v128.store(gain_plane(planes, t) + at, gain);
  v128.store(skip_plane(planes, t) + at, base);
  v128.store(weight_plane(planes, t) + at, exponential(f32x4.mul(f32x4.splat(t.weighting), log_sigma)));
  const inputs = input_planes(planes) + t.dimension * PLANE + at;
  if (t.conditioning === SIGMA) v128.store(inputs, sigma);
  else if (t.conditioning === LOG_SIGMA) v128.store(inputs, log_sigma);
  else for (let i: usize = 0; i < t.features; i++) v128.store(inputs + i * PLANE, fourier(i, log_sigma));
}

/** Feature i: sin(ω·ln σ) for even i, cos(ω·ln σ) for odd, ω = 2^(k/2 − 1), k = ⌊i/2⌋. Twin: shaders/network/conditioning/fourier.wgsl. */
function fourier(i: usize, log_sigma: v128): v128 {
  const k = i >> 1;
  const whole: usize = 1 << (k >> 1);
  const frequency: f32 = f32(whole) * ((k & 1) === 1 ? f32(0.70710678) : f32(0.5));
  const phase = f32x4.mul(f32x4.splat(frequency), log_sigma);
  // The nearest quarter turn, and what is left of the angle: π/2 is taken off in parts so that no digit is lost.
  const turns = f32x4.nearest(f32x4.mul(phase, f32x4.splat(0.63661977)));
  let angle = f32x4.sub(phase, f32x4.mul(turns, f32x4.splat(1.5703125)));
  angle = f32x4.sub(angle, f32x4.mul(turns, f32x4.splat(4.837512969970703e-4)));
  angle = f32x4.sub(angle, f32x4.mul(turns, f32x4.splat(7.549789954891882e-8)));
  const quarter = i32x4.add(i32x4.trunc_sat_f32x4_s(turns), i32x4.splat(<i32>(i & 1)));
  const odd = i32x4.shr_s(i32x4.shl(quarter, 31), 31);
  const value = v128.bitselect(small_cosine(angle), small_sine(angle), odd);
  return v128.xor(value, v128.and(i32x4.shl(quarter, 30), i32x4.splat(0x80000000)));
}
