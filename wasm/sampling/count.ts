import type { Counting } from './counting.ts';

/** Bytes of a group of sixteen particles in a plane. */
const GROUP: usize = 64;

/** Cells that an item of `sum_counts` takes. Twin: src/engines/wasm/sampling/counting.ts. */
const SLICE: usize = 16384;

/** Counts a share of the particles. Twin: src/engines/cpu/count.ts. */
export function count_particles(item: u32, address: usize): void {
  const c = changetype<Counting>(address);
  const groups = c.stride / GROUP;
  const each = (groups + c.share_count - 1) / c.share_count;
  const first = min<usize>(<usize>item * each, groups) * GROUP;
  const end = min<usize>((<usize>item + 1) * each, groups) * GROUP;
  const counts = c.shares + <usize>item * c.share_step;
  const xs = c.particles + c.x_coordinate * c.stride;
  const ys = c.particles + c.y_coordinate * c.stride;
  const outside = i32x4.splat(c.x_cells * c.y_cells);
  for (let at = first; at < end; at += 16) {
    const x = v128.load(xs + at);
    const y = v128.load(ys + at);
    const row = i32x4.mul(cells_of(y, c.y_from, c.y_inverse, c.y_cells), i32x4.splat(c.x_cells));
    const cell = i32x4.add(row, cells_of(x, c.x_from, c.x_inverse, c.x_cells));
    const within = v128.and(inside(x, c.x_from, c.x_to), inside(y, c.y_from, c.y_to));
    const found = v128.bitselect(cell, outside, v128.and(within, present(at, c.count)));
    add_one(counts, i32x4.extract_lane(found, 0));
    add_one(counts, i32x4.extract_lane(found, 1));
    add_one(counts, i32x4.extract_lane(found, 2));
    add_one(counts, i32x4.extract_lane(found, 3));
  }
}

// @inline
function inside(x: v128, from: f32, to: f32): v128 {
  return v128.and(f32x4.ge(x, f32x4.splat(from)), f32x4.lt(x, f32x4.splat(to)));
}

/** The cells of particles that are inside. */
// @inline
function cells_of(x: v128, from: f32, inverse: f32, cells: u32): v128 {
  const place = f32x4.mul(f32x4.sub(x, f32x4.splat(from)), f32x4.splat(inverse));
  return i32x4.min_u(i32x4.trunc_sat_f32x4_u(place), i32x4.splat(cells - 1));
}

/** Which lanes of the vector at `at` bytes of a plane hold a particle: lane l of vector k of a group has number 4·l + k. */
// @inline
function present(at: usize, count: u32): v128 {
  const place = <u32>(at >> 2);
  const first = (place & ~15) + ((place & 15) >> 2);
  return i32x4.lt_u(i32x4.add(i32x4.splat(first), i32x4(0, 4, 8, 12)), i32x4.splat(count));
}

// @inline
function add_one(counts: usize, cell: u32): void {
  const at = counts + ((<usize>cell) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Adds the counts of the other shares to those of the first, for a slice of the cells. */
export function sum_counts(item: u32, address: usize): void {
  const c = changetype<Counting>(address);
  const cells = <usize>c.x_cells * c.y_cells;
  const end = c.shares + min<usize>((<usize>item + 1) * SLICE, cells) * 4;
  for (let at = c.shares + <usize>item * SLICE * 4; at < end; at += 4) {
    let sum = load<u32>(at);
    for (let share: usize = 1; share < c.share_count; share++) sum += load<u32>(at + share * c.share_step);
    store<u32>(at, sum);
  }
}
