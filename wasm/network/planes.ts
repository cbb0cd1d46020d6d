import { PANEL, ROW } from './panels.ts';

/**
 * Planes of so many units, one number a row and `stride` bytes apart, into panels; what fills up the last panel stays as it is, for
 * products do not read it.
 */
export function to_panels(planes: usize, stride: usize, out: usize, units: usize, rows: usize): void {
  for (let u: usize = 0; u < units; u++) {
    const from = planes + u * stride;
    const to = out + (u >> 3) * PANEL + (u & 7) * 4;
    for (let r: usize = 0; r < rows; r++) store<f32>(to + r * ROW, load<f32>(from + 4 * r));
  }
}
