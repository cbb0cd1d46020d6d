import { requirePositive } from '../errors.ts';
import { requireSquarable } from '../require_options.ts';

/**
 * The density that a score on an even grid stands for: exp of its running sum times the spacing, normalised so that its
 * sum times the spacing is 1.
 * @param scores at the points of the grid, in order.
 * @param spacing of the grid, in the units of x.
 */
export function densityFromScore(scores: ArrayLike<number>, spacing: number): Float64Array {
  requireSquarable('scores', scores);
  requirePositive('spacing', spacing);
  const logs = new Float64Array(scores.length);
  let log = 0;
  for (let i = 0; i < logs.length; i++) logs[i] = log += scores[i]! * spacing;
  return normalisedExp(logs, spacing);
}

/** exp of logarithms, so that its sum times the size of a cell is 1. */
export function normalisedExp(logs: Float64Array, cell: number): Float64Array {
  // Relative to the largest, so that the exponential of a poor score cannot overflow.
  const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const density = logs.map((value) => Math.exp(value - largest));
  const mass = density.reduce((sum, value) => sum + value, 0) * cell;
  return density.map((value) => value / mass);
}
