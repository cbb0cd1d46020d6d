import { type Adam, stepScalars } from '../../optimizer.ts';

/** What steps change: float32 numbers kept in float64 arrays, so that loops see one kind of number. */
export interface WideState {
  readonly parameters: Float64Array;
  /** First and second moment of the gradient. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Moving average of the parameters; empty when none is kept. */
  readonly average: Float64Array;
}

/**
 * Step `step` (from 0) of Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019,
 * algorithm 2) and clipping, rounded to float32.
 */
export function adamStep(
  { parameters, first, second }: WideState,
  gradient: Float64Array,
  optimizer: Adam,
  step: number,
): void {
  const { beta1, beta2 } = optimizer;
  const { scale, epsilon, shrinkage } = stepScalars(optimizer, step);
  const factor = clipFactor(gradient, optimizer.clip);
  for (let i = 0; i < parameters.length; i++) {
    const g = factor * gradient[i]!;
    const m = Math.fround(beta1 * first[i]! + (1 - beta1) * g);
    const v = Math.fround(beta2 * second[i]! + (1 - beta2) * g * g);
    first[i] = m;
    second[i] = v;
    const p = parameters[i]!;
    parameters[i] = Math.fround(p - ((scale * m) / (Math.sqrt(v) + epsilon) + shrinkage * p));
  }
}

/** What scales a gradient down to the norm `clip` (Pascanu, Mikolov and Bengio 2013, algorithm 1); 1 for one that is shorter. */
export function clipFactor(gradient: Float64Array, clip: number | undefined): number {
  if (clip === undefined) return 1;
  let squares = 0;
  for (const g of gradient) squares += g * g;
  const norm = Math.sqrt(squares);
  return norm > clip ? clip / norm : 1;
}

/** Moves the average towards the parameters (Song and Ermon 2020, technique 5), rounded to float32. */
export function averageStep({ parameters, average }: WideState, decay: number): void {
  for (let i = 0; i < average.length; i++) {
    average[i] = Math.fround(decay * average[i]! + (1 - decay) * parameters[i]!);
  }
}
