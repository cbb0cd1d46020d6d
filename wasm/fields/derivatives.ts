import { ROWS } from '../network/panels.ts';
import { words } from '../random/normal.ts';
import { PROBES } from '../random/streams.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import { ALONG_COORDINATES, ALONG_PROBES, type Field } from './field.ts';
import { add_products_of, add_score_of, field_at } from './leaf.ts';

/** Bytes of a plane of one block. */
const PLANE: usize = ROWS * 4;

/**
 * Adds a sum of scores, and behind their coordinates −tr J, or −v·(J·v) of every probe, or J·v of the tangents that stand behind the
 * points. In the scratch memory of its own are the planes of the scores, of the tangents and of the products.
 */
export function score_derivatives(
  field: Field,
  sigma: usize,
  points: usize,
  stride: usize,
  scores: usize,
  rows: usize,
  scratch: usize,
): void {
  const dimension = field.dimension;
  const base = scratch + field.scratch;
  const tangents = base + dimension * PLANE;
  const bytes = field.tangents * dimension * PLANE;
  const products = tangents + bytes;
  memory.fill(base, 0, dimension * PLANE);
  memory.fill(products, 0, bytes);
  fill_tangents(field, points, stride, tangents, rows);
  for (let i: usize = 0; i < field.part_count; i++) {
    const part = field_at(field.parts, i);
    add_score_of(part, dimension, sigma, points, stride, base, rows, scratch);
    add_products_of(part, dimension, sigma, points, stride, tangents, field.tangents, products, rows, scratch);
  }
  for (let j: usize = 0; j < dimension; j++) add_plane(field.weight, base + j * PLANE, scores + j * PLANE, rows);
  const behind = scores + dimension * PLANE;
  if (field.along === ALONG_COORDINATES) {
    for (let t: usize = 0; t < dimension; t++)
      add_plane(-field.weight, products + t * (dimension + 1) * PLANE, behind, rows);
  } else if (field.along === ALONG_PROBES) {
    for (let t: usize = 0; t < field.tangents; t++) {
      const place = t * dimension * PLANE;
      subtract_form(field.weight, dimension, tangents + place, products + place, behind + t * PLANE, rows);
    }
  } else {
    for (let j: usize = 0; j < dimension; j++) add_plane(field.weight, products + j * PLANE, behind + j * PLANE, rows);
  }
}

function fill_tangents(field: Field, points: usize, stride: usize, tangents: usize, rows: usize): void {
  const dimension = field.dimension;
  for (let t: usize = 0; t < field.tangents; t++) {
    for (let j: usize = 0; j < dimension; j++) {
      const plane = tangents + (t * dimension + j) * PLANE;
      if (field.along === ALONG_COORDINATES) fill_plane(plane, t === j ? 1.0 : 0.0, rows);
      else if (field.along === ALONG_PROBES) fill_probes(field, plane, <u32>j, <u32>t, points, rows);
      else memory.copy(plane, points + (dimension + j) * stride, rows * 4);
    }
  }
}

function fill_plane(plane: usize, value: f32, rows: usize): void {
  for (let at: usize = 0; at < rows * 4; at += 16) v128.store(plane + at, f32x4.splat(value));
}

/** Signs from the highest bits of words. Twin: rademacher() in src/random.ts. */
function fill_probes(field: Field, plane: usize, j: u32, t: u32, points: usize, rows: usize): void {
  const first = field.first_quad + <u32>((points - field.particles) >> 4);
  for (let group: usize = 0; group < rows * 4; group += 64) {
    words(plane + group, first + <u32>(group >> 4), j, t, PROBES, field.key0, field.key1);
    for (let at = group; at < group + 64; at += 16) {
      const sign = v128.and(v128.load(plane + at), i32x4.splat(0x80000000));
      v128.store(plane + at, v128.or(sign, f32x4.splat(1.0)));
    }
  }
}

function add_plane(weight: f32, from: usize, to: usize, rows: usize): void {
  for (let at: usize = 0; at < rows * 4; at += 16) {
    v128.store(to + at, multiply_add(f32x4.splat(weight), v128.load(from + at), v128.load(to + at)));
  }
}

/** Takes weight·v·(J·v) from a plane. */
function subtract_form(weight: f32, dimension: usize, v: usize, product: usize, to: usize, rows: usize): void {
  for (let at: usize = 0; at < rows * 4; at += 16) {
    let sum = f32x4.splat(0.0);
    for (let j: usize = 0; j < dimension; j++) {
      sum = multiply_add(v128.load(v + j * PLANE + at), v128.load(product + j * PLANE + at), sum);
    }
    v128.store(to + at, multiply_add(f32x4.splat(-weight), sum, v128.load(to + at)));
  }
}
