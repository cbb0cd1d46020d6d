import type { Activation } from '../../network.ts';
import { stride } from './block.ts';

/** Replaces z by φ(z) in the first `rows` rows of `units` planes, and writes φ′(z) into the planes of `slope`. */
export function activate(
  activation: Activation,
  values: Float64Array,
  slope: Float64Array,
  units: number,
  rows: number,
): void {
  const activatePlane = activators[activation];
  for (let unit = 0; unit < units; unit++) activatePlane(values, slope, unit * stride, unit * stride + rows);
}

/** relu′(0) = 0, as on every engine. */
function relu(values: Float64Array, slope: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const z = values[i]!;
    // Not Math.max: the branch inside would be mispredicted half the time.
    values[i] = 0.5 * (z + Math.abs(z));
    slope[i] = z > 0 ? 1 : 0;
  }
}

/** φ(z) = z·logistic(z). */
function silu(values: Float64Array, slope: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const z = values[i]!;
    const logistic = 1 / (1 + Math.exp(-z));
    values[i] = z * logistic;
    slope[i] = logistic * (1 + z * (1 - logistic));
  }
}

function tanh(values: Float64Array, slope: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const hyperbolic = Math.tanh(values[i]!);
    values[i] = hyperbolic;
    slope[i] = 1 - hyperbolic * hyperbolic;
  }
}

/** φ(z) = ln(1 + exp z), in the form that does not overflow. */
function softplus(values: Float64Array, slope: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const z = values[i]!;
    values[i] = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    slope[i] = 1 / (1 + Math.exp(-z));
  }
}

const activators = { relu, silu, tanh, softplus };
