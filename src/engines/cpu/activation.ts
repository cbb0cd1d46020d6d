import type { Activation } from '../../network.ts';

/** Replaces the first `count` values z by φ(z), and writes φ′(z) into `slope`. The slope of relu at 0 is 0. */
export function activate(activation: Activation, values: Float64Array, slope: Float64Array, count: number): void {
  activators[activation](values, slope, count);
}

function relu(values: Float64Array, slope: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const z = values[i]!;
    // Not Math.max(z, 0) alone: a branch on the sign of z would be mispredicted half the time.
    values[i] = 0.5 * (z + Math.abs(z));
    slope[i] = z > 0 ? 1 : 0;
  }
}

/** φ(z) = z·logistic(z). */
function silu(values: Float64Array, slope: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const z = values[i]!;
    const logistic = 1 / (1 + Math.exp(-z));
    values[i] = z * logistic;
    slope[i] = logistic * (1 + z * (1 - logistic));
  }
}

function tanh(values: Float64Array, slope: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const hyperbolic = Math.tanh(values[i]!);
    values[i] = hyperbolic;
    slope[i] = 1 - hyperbolic * hyperbolic;
  }
}

/** φ(z) = ln(1 + exp z), in the form that does not overflow. */
function softplus(values: Float64Array, slope: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const z = values[i]!;
    values[i] = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    slope[i] = 1 / (1 + Math.exp(-z));
  }
}

const activators = { relu, silu, tanh, softplus };
