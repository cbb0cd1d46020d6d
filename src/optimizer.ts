import { ArgumentError, requirePositive } from './errors.ts';

/** Settings of Adam (Kingma and Ba 2015, algorithm 1). */
export interface Adam {
  readonly kind: 'adam';
  readonly learningRate: number;
  /** Decay of the first moment, in [0, 1). */
  readonly beta1: number;
  /** Decay of the second moment, in [0, 1). */
  readonly beta2: number;
  /** Added to the root of the second moment. */
  readonly epsilon: number;
}

/** Adam with the defaults of its paper and of the tutorial: rate 0.01, β = (0.9, 0.999), ε = 1e-8. */
export function adam({
  learningRate = 0.01,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: Partial<Omit<Adam, 'kind'>> = {}): Adam {
  requirePositive('optimizer.learningRate', learningRate);
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) throw new ArgumentError(`optimizer.${name}`, beta, 'in [0, 1)');
  }
  requirePositive('optimizer.epsilon', epsilon);
  return { kind: 'adam', learningRate, beta1, beta2, epsilon };
}

/**
 * The two scalars that make step `step` (from 0) of Adam: rate·√(1−β₂ᵗ)/(1−β₁ᵗ) and ε·√(1−β₂ᵗ) with t = step + 1,
 * so that θ ← θ − scale·m/(√v + epsilon). Computed in float64 because 1−β₂ᵗ loses half its digits in float32.
 */
export function biasCorrected(optimizer: Adam, step: number): { scale: number; epsilon: number } {
  const t = step + 1;
  const root = Math.sqrt(1 - optimizer.beta2 ** t);
  return { scale: (optimizer.learningRate * root) / (1 - optimizer.beta1 ** t), epsilon: optimizer.epsilon * root };
}
