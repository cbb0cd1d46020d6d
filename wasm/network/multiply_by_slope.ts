import { PANEL, panels, ROW } from './panels.ts';

/** Multiplies `rows` rows of a block of `units` units by the slopes of their activations. */
export function multiply_by_slope(values: usize, slope: usize, units: usize, rows: usize): void {
  for (let p: usize = 0; p < panels(units); p++) {
    for (let at: usize = p * PANEL; at < p * PANEL + rows * ROW; at += 16) {
      v128.store(values + at, f32x4.mul(v128.load(values + at), v128.load(slope + at)));
    }
  }
}
