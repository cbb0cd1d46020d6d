import { ArgumentError, float32, requireFloat32, requirePositive } from './errors.ts';
import { type LearningRate, learningRateOf, rateAt } from './learning_rate.ts';
import { isRecord, requireKeys } from './require_options.ts';

/**
 * Settings of Adam (Kingma and Ba 2015, algorithm 1), with decoupled weight decay (Loshchilov and Hutter 2019, algorithm
 * 2) and clipping of the gradient (Pascanu, Mikolov and Bengio 2013, algorithm 1): with the clipped gradient in the moments,
 * θ ← θ − rate·(m̂/(√v̂ + ε) + weightDecay·θ). Plain data, so that a file can hold it.
 */
export interface Adam {
  readonly kind: 'adam';
  /** Above 0, or a schedule. */
  readonly learningRate: LearningRate;
  /** Decay of the first moment, in [0, 1). */
  readonly beta1: number;
  /** Decay of the second moment, in [0, 1). */
  readonly beta2: number;
  /** Added to the root of the second moment, above 0. */
  readonly epsilon: number;
  /** Times the rate of a step: the part that every parameter, biases too, loses in it; at least 0, and 0 is Adam itself. */
  readonly weightDecay: number;
  /** A gradient whose Euclidean norm over all parameters is above this is scaled down to it; at least 0. Never when absent. */
  readonly clip?: number;
}

/** Settings of which any may be left to its default. */
export type AdamOptions = Partial<Omit<Adam, 'kind'>>;

/**
 * Adam with the defaults of its paper and of the tutorial: rate 0.01, β = (0.9, 0.999), ε = 1e-8, no weight decay, no
 * clipping (which Infinity also stands for). @throws ArgumentError
 */
export function adam(given: AdamOptions = {}): Adam {
  requireAdam(given);
  const {
    learningRate = 0.01,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 0,
    clip = Number.POSITIVE_INFINITY,
  } = given;
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(typeof beta === 'number' && beta >= 0 && beta < 1))
      throw new ArgumentError(`optimizer.${name}`, beta, 'in [0, 1)');
  }
  requirePositive('optimizer.epsilon', epsilon);
  // The first step takes ε·√(1−β₂), which must not become zero: a parameter without gradient would be 0/0.
  requireFloat32('optimizer.epsilon', epsilon, { least: float32.least / Math.sqrt(1 - beta2) });
  if (!(typeof weightDecay === 'number' && weightDecay >= 0 && weightDecay < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError('optimizer.weightDecay', weightDecay, 'a finite number of at least 0');
  }
  requireFloat32('optimizer.weightDecay', weightDecay);
  if (!(typeof clip === 'number' && clip >= 0)) {
    throw new ArgumentError('optimizer.clip', clip, 'a number of at least 0, or left out so that nothing is clipped');
  }
  if (clip > 0 && clip < Number.POSITIVE_INFINITY) requireFloat32('optimizer.clip', clip, { least: float32.least });
  return {
    kind: 'adam',
    learningRate: learningRateOf(learningRate),
    beta1,
    beta2,
    epsilon,
    weightDecay,
    // Left out rather than infinite, because JSON has no infinity.
    ...(clip < Number.POSITIVE_INFINITY && { clip }),
  };
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), 0.01 unless given; all else as in `adam`. @throws ArgumentError */
export function adamW(given: AdamOptions = {}): Adam {
  requireAdam(given);
  const { weightDecay = 0.01, ...others } = given;
  return adam({ ...others, weightDecay });
}

/** Settings may be whole, as those in a file are. */
function requireAdam(given: AdamOptions & { readonly kind?: unknown }): void {
  if (!isRecord(given))
    throw new ArgumentError('optimizer', given, 'settings such as adam({ … }) and adamW({ … }) give');
  requireKeys<Partial<Adam>>('optimizer', given as Partial<Adam>, {
    kind: true,
    learningRate: true,
    beta1: true,
    beta2: true,
    epsilon: true,
    weightDecay: true,
    clip: true,
  });
  if (given.kind !== undefined && given.kind !== 'adam')
    throw new ArgumentError('optimizer.kind', given.kind, "'adam', the only one there is", 'adam({ … }) makes it.');
}

/** The learning rate of step `step` (from 0). */
export function learningRateAt({ learningRate }: Pick<Adam, 'learningRate'>, step: number): number {
  return rateAt(learningRate, step);
}

/**
 * The scalars that make step `step` (from 0) of Adam: with t = step + 1, rate·√(1−β₂ᵗ)/(1−β₁ᵗ), ε·√(1−β₂ᵗ) and
 * rate·weightDecay, so that θ ← θ − (scale·m/(√v + epsilon) + shrinkage·θ). Computed in float64 because 1−β₂ᵗ loses half
 * its digits in float32.
 */
export function stepScalars(optimizer: Adam, step: number): { scale: number; epsilon: number; shrinkage: number } {
  const t = step + 1;
  const rate = learningRateAt(optimizer, step);
  const root = Math.sqrt(1 - optimizer.beta2 ** t);
  return {
    scale: (rate * root) / (1 - optimizer.beta1 ** t),
    epsilon: optimizer.epsilon * root,
    shrinkage: rate * optimizer.weightDecay,
  };
}
