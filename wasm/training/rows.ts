import { ROWS } from '../network/panels.ts';
import type { Training } from './training.ts';

/**
 * The planes of a block of rows in a thread's scratch memory, each a number a row: the inputs of the network (points, features, then those of contexts),
 * what the residual of each dimension begins with, and for all dimensions its gain, the weight of the row, σ, the scale of the noisy
 * point in the inputs, and its factor in the residual. Rows stand in groups of sixteen as particles do: row 4·l + k of a group in lane l of vector k.
 */
export const PLANE: usize = ROWS * 4;

// @inline
export function input_planes(planes: usize): usize {
  return planes;
}

// @inline
export function base_planes(planes: usize, t: Training): usize {
  return planes + t.inputs * PLANE;
}

// @inline
export function gain_plane(planes: usize, t: Training): usize {
  return planes + (t.inputs + t.dimension) * PLANE;
}

// @inline
export function weight_plane(planes: usize, t: Training): usize {
  return gain_plane(planes, t) + PLANE;
}

// @inline
export function sigma_plane(planes: usize, t: Training): usize {
  return gain_plane(planes, t) + 2 * PLANE;
}

// @inline
export function input_scale_plane(planes: usize, t: Training): usize {
  return gain_plane(planes, t) + 3 * PLANE;
}

// @inline
export function skip_plane(planes: usize, t: Training): usize {
  return gain_plane(planes, t) + 4 * PLANE;
}
