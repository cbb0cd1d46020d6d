import { thread } from '../../wasm/thread.ts';

// @external('host', 'custom_score')
declare function custom_score(index: i32, points: usize, stride: usize, scores: usize, rows: i32, sigma: i32): void;

/** Traps at one item. */
export function halt(item: i32, at: i32): void {
  if (item === at) unreachable();
}

/** Counts to `rounds` millions and stores what it counted. */
export function linger(item: i32, to: usize, rounds: i32): void {
  for (let i = 0; i < rounds * 1000000; i++) store<i32>(to + (usize(item) << 2), i);
}

/** Stores the number of the thread plus one. */
export function who(item: i32, to: usize): void {
  store<f32>(to + (usize(item) << 2), f32(thread + 1));
}

/** Has the host compute scores. */
export function score(item: i32, points: usize, scores: usize, rows: i32): void {
  custom_score(7, points, 256, scores, rows, item);
}
