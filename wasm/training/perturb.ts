import { ROWS } from '../network/panels.ts';
import { normals, words } from '../random/normal.ts';
import { DRAWN_ROWS, PERTURBATION } from '../random/streams.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import { level_of_rows } from './level_of_rows.ts';
import { part } from './part.ts';
import {
  base_planes,
  gain_plane,
  input_planes,
  input_scale_plane,
  PLANE,
  sigma_plane,
  skip_plane,
  weight_plane,
} from './rows.ts';
import type { Training } from './training.ts';

/**
 * Fills the planes of a block with the rows of a step from `row` (a multiple of 16) on: the datum of each, its σ, its ε, x̃ = x + σε.
 * Rows from `end` on weigh nothing. Twin: src/engines/cpu/draw_rows.ts, shaders/training/perturb.wgsl.
 * @returns the rows that are filled, a multiple of 16
 */
export function perturb(t: Training, step: u32, row: u32, end: u32, planes: usize, scratch: usize): usize {
  const rows = min<usize>((end - row + 15) & ~15, ROWS);
  // Room for sixteen words or normals, the places of sixteen data, and their coordinates.
  const made = scratch;
  const data = scratch + 64;
  const points = scratch + 128;
  for (let group: usize = 0; group < rows; group += 16) {
    const first = row + <u32>group;
    const at = group * 4;
    level_of_rows(t, step, first, planes, at, made);
    // The quads of slots that these rows take begin with that of the first: sixteen slots hold all.
    const slots = (first / t.repeats) & ~3;
    if (t.drawn !== 0) words(made, slots >> 2, 0, step, DRAWN_ROWS, t.key0, t.key1);
    for (let place: u32 = 0; place < 16; place++) {
      const own = min<u32>(first + ((place & 3) << 2) + (place >> 2), end - 1);
      const slot = own / t.repeats;
      const datum = t.drawn !== 0 ? part(load<u32>(place_of(made, slot - slots)), t.data_count) : slot;
      store<u32>(data + 4 * place, datum);
    }
    for (let j: usize = 0; j < t.dimension; j++) {
      if (t.shared !== 0) shared_noise(t, step, first, end, slots, <u32>j, made);
      else normals(made, first >> 2, <u32>j, step, PERTURBATION, t.key0, t.key1);
      for (let k: usize = 0; k < 64; k += 4) {
        store<f32>(points + k, load<f32>(t.data + (<usize>load<u32>(data + k) * t.dimension + j) * 4));
      }
      for (let k: usize = 0; k < 64; k += 16) {
        const epsilon = v128.load(made + k);
        const noisy = multiply_add(v128.load(sigma_plane(planes, t) + at + k), epsilon, v128.load(points + k));
        const input = f32x4.mul(v128.load(input_scale_plane(planes, t) + at + k), noisy);
        v128.store(input_planes(planes) + j * PLANE + at + k, input);
        const base = multiply_add(v128.load(skip_plane(planes, t) + at + k), noisy, epsilon);
        v128.store(base_planes(planes, t) + j * PLANE + at + k, base);
      }
    }
  }
  // What fills up the last group weighs nothing.
  for (let own: usize = end - row; own < rows; own++) {
    const place = (own & ~15) * 4 + ((own & 3) << 4) + (own & 12);
    store<f32>(weight_plane(planes, t) + place, 0);
    store<f32>(gain_plane(planes, t) + place, 0);
  }
  return rows;
}

/** The place of number i of sixteen. */
// @inline
function place_of(list: usize, i: u32): usize {
  return list + ((i & 3) << 4) + (i & 12);
}

/** ε of dimension j: one number for each datum, shared by its rows. */
function shared_noise(t: Training, step: u32, first: u32, end: u32, slots: u32, j: u32, made: usize): void {
  const drawn = made + 192;
  normals(drawn, slots >> 2, j, step, PERTURBATION, t.key0, t.key1);
  for (let place: u32 = 0; place < 16; place++) {
    const own = min<u32>(first + ((place & 3) << 2) + (place >> 2), end - 1);
    store<f32>(made + 4 * place, load<f32>(place_of(drawn, own / t.repeats - slots)));
  }
}
