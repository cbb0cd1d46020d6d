import { type Adam, biasCorrected } from '../../optimizer.ts';

/** The state of a training: all values are float32 numbers kept in float64 arrays, so that loops see one kind of number. */
export interface TrainingState {
  readonly parameters: Float64Array;
  /** First and second moment of the gradient. */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Step `step` (from 0) of Adam (Kingma and Ba 2015, algorithm 1), rounded to float32. */
export function adamStep(
  { parameters, first, second }: TrainingState,
  gradient: Float64Array,
  optimizer: Adam,
  step: number,
): void {
  const { beta1, beta2 } = optimizer;
  const { scale, epsilon } = biasCorrected(optimizer, step);
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i]!;
    const m = Math.fround(beta1 * first[i]! + (1 - beta1) * g);
    const v = Math.fround(beta2 * second[i]! + (1 - beta2) * g * g);
    first[i] = m;
    second[i] = v;
    parameters[i] = Math.fround(parameters[i]! - (scale * m) / (Math.sqrt(v) + epsilon));
  }
}
