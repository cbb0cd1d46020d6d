import {
  gate,
  RELU,
  type Relu,
  SILU,
  type Silu,
  type Softplus,
  slope_of,
  TANH,
  type Tanh,
  value_of,
} from './activation.ts';
import { PANEL, panels, ROW } from './panels.ts';

/** Replaces z by φ(z) in `rows` rows of a block of `units` units. */
export function activate(kind: u32, values: usize, units: usize, rows: usize): void {
  if (kind === RELU) all<Relu>(values, units, rows);
  else if (kind === SILU) all<Silu>(values, units, rows);
  else if (kind === TANH) all<Tanh>(values, units, rows);
  else all<Softplus>(values, units, rows);
}

/** The same, and writes φ′(z) to `slopes`. */
export function activate_with_slope(kind: u32, values: usize, slopes: usize, units: usize, rows: usize): void {
  if (kind === RELU) all_with_slope<Relu>(values, slopes, units, rows);
  else if (kind === SILU) all_with_slope<Silu>(values, slopes, units, rows);
  else if (kind === TANH) all_with_slope<Tanh>(values, slopes, units, rows);
  else all_with_slope<Softplus>(values, slopes, units, rows);
}

function all<K>(values: usize, units: usize, rows: usize): void {
  for (let p: usize = 0; p < panels(units); p++) {
    const start = values + p * PANEL;
    for (let at = start; at < start + rows * ROW; at += 16) {
      const z = v128.load(at);
      v128.store(at, value_of<K>(z, gate<K>(z)));
    }
  }
}

function all_with_slope<K>(values: usize, slopes: usize, units: usize, rows: usize): void {
  for (let p: usize = 0; p < panels(units); p++) {
    for (let at: usize = p * PANEL; at < p * PANEL + rows * ROW; at += 16) {
      const z = v128.load(values + at);
      const g = gate<K>(z);
      v128.store(values + at, value_of<K>(z, g));
      v128.store(slopes + at, slope_of<K>(z, g));
    }
  }
}
