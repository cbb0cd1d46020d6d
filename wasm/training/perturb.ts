import { NO_CONTEXT } from '../network/context.ts';
import { ROWS } from '../network/panels.ts';
import { normals, words } from '../random/normal.ts';
import { DRAWN_ROWS, PERTURBATION } from '../random/streams.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import { context_of_rows, number_of } from './context_of_rows.ts';
import { level_of_rows } from './level_of_rows.ts';
import { part } from './part.ts';
import { place_of } from './place.ts';
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
import { ALL_LEVELS, type Training } from './training.ts';

/** Bytes of scratch memory that perturb works in. */
export const PERTURB: usize = 256;

/**
 * Fills the planes of a block with the rows of a step from `row` (a multiple of 16) on: the datum of each, its σ, its ε, x̃ = x + σε,
 * and its context.
 * Rows from `end` on weigh nothing. Twin: src/engines/cpu/draw_rows.ts, shaders/training/perturb.wgsl.
 * @param first_block whether this is the first of blocks that follow one another: others may find their levels in their places
 * @returns the rows that are filled, a multiple of 16
 */
export function perturb(
  t: Training,
  step: u32,
  row: u32,
  end: u32,
  planes: usize,
  scratch: usize,
  first_block: bool,
): usize {
  const new_levels = first_block || t.noise_per_row !== ALL_LEVELS || <u32>ROWS % t.level_count !== 0;
  const rows = min<usize>((end - row + 15) & ~15, ROWS);
  // Room for sixteen words or normals, the places of sixteen data, and their coordinates.
  const made = scratch;
  const data = scratch + 64;
  const points = scratch + 128;
  for (let group: usize = 0; group < rows; group += 16) {
    const first = row + <u32>group;
    const at = group * 4;
    if (new_levels) level_of_rows(t, step, first, planes, at, made);
    // The quads of slots that these rows take begin with that of the first: sixteen slots hold all.
    const slots = (first / t.repeats) & ~3;
    if (t.drawn !== 0) words(made, slots >> 2, 0, step, DRAWN_ROWS, t.key0, t.key1);
    find_data(t, first, end, slots, made, data);
    if (t.context !== NO_CONTEXT) context_of_rows(t, step, first, data, planes, at, made);
    for (let j: usize = 0; j < t.dimension; j++) {
      if (t.shared !== 0) shared_noise(t, step, first, end, slots, <u32>j, made);
      else normals(made, first >> 2, <u32>j, step, PERTURBATION, t.key0, t.key1);
      for (let k: usize = 0; k < 64; k += 4) {
        store<f32>(points + k, number_of(t, data + k, j));
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
    const place = (own & ~15) * 4 + place_of(own & 15);
    store<f32>(weight_plane(planes, t) + place, 0);
    store<f32>(gain_plane(planes, t) + place, 0);
  }
  return rows;
}

/** The data of sixteen rows from `first` on; rows past the last have that of the last. Divides once, since rows follow one another. */
// @inline
function find_data(t: Training, first: u32, end: u32, slots: u32, made: usize, data: usize): void {
  let slot = first / t.repeats;
  let rest = first - slot * t.repeats;
  for (let i: u32 = 0; i < 16; i++) {
    const datum = t.drawn !== 0 ? part(load<u32>(made + place_of(slot - slots)), t.data_count) : slot;
    store<u32>(data + place_of(i), datum);
    if (first + i + 1 >= end) continue;
    rest++;
    if (rest === t.repeats) {
      rest = 0;
      slot++;
    }
  }
}

/** ε of dimension j: one number for each datum, shared by its rows. */
function shared_noise(t: Training, step: u32, first: u32, end: u32, slots: u32, j: u32, made: usize): void {
  const drawn = made + 192;
  normals(drawn, slots >> 2, j, step, PERTURBATION, t.key0, t.key1);
  for (let i: u32 = 0; i < 16; i++) {
    const slot = min<u32>(first + i, end - 1) / t.repeats;
    store<f32>(made + place_of(i), load<f32>(drawn + place_of(slot - slots)));
  }
}
