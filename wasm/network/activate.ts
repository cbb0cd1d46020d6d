import { gate, RELU, SILU, SOFTPLUS, slope_of, TANH, value_of } from './activation.ts';
import { PANEL, panels, ROW } from './panels.ts';

/** Replaces z by φ(z) in `rows` rows of a block of `units` units. */
export function activate(kind: u32, values: usize, units: usize, rows: usize): void {
  if (kind === RELU) all(RELU, values, units, rows);
  else if (kind === SILU) all(SILU, values, units, rows);
  else if (kind === TANH) all(TANH, values, units, rows);
  else all(SOFTPLUS, values, units, rows);
}

/** The same, and writes φ′(z) to `slopes`. */
export function activate_with_slope(kind: u32, values: usize, slopes: usize, units: usize, rows: usize): void {
  if (kind === RELU) all_with_slope(RELU, values, slopes, units, rows);
  else if (kind === SILU) all_with_slope(SILU, values, slopes, units, rows);
  else if (kind === TANH) all_with_slope(TANH, values, slopes, units, rows);
  else all_with_slope(SOFTPLUS, values, slopes, units, rows);
}

// @inline
function all(kind: u32, values: usize, units: usize, rows: usize): void {
  for (let p: usize = 0; p < panels(units); p++) {
    const start = values + p * PANEL;
    for (let at = start; at < start + rows * ROW; at += 16) {
      const z = v128.load(at);
      v128.store(at, value_of(kind, z, gate(kind, z)));
    }
  }
}

// @inline
function all_with_slope(kind: u32, values: usize, slopes: usize, units: usize, rows: usize): void {
  for (let p: usize = 0; p < panels(units); p++) {
    for (let at: usize = p * PANEL; at < p * PANEL + rows * ROW; at += 16) {
      const z = v128.load(values + at);
      const g = gate(kind, z);
      v128.store(values + at, value_of(kind, z, g));
      v128.store(slopes + at, slope_of(kind, z, g));
    }
  }
}
