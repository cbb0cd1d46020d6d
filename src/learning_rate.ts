import { ArgumentError, float32, requireFloat32, requireInteger, requireOneOf, requirePositive } from './errors.ts';
import { requireKeys } from './require_options.ts';

/** A linear warm-up (Goyal et al. 2017, section 2.2): step k takes rate·(k+1)/steps, and from step `steps` − 1 on the full rate. */
export interface Warmup {
  readonly kind: 'warmup';
  /** Reached at the end, and kept; above 0. */
  readonly rate: number;
  /** At least 1. */
  readonly steps: number;
}

/**
 * Half a cosine, without restarts (Loshchilov and Hutter 2017, equation 5), which may follow a linear warm-up. Steps
 * below `warmup` take from·(k+1)/warmup; step k after them to + (from − to)·½(1 + cos π·(k−warmup)/(steps−warmup)); and
 * from step `steps` on the rate is `to`.
 */
export interface Cosine {
  readonly kind: 'cosine';
  /** Highest rate, above 0. */
  readonly from: number;
  /** Floor, in [0, from]. */
  readonly to: number;
  /** Steps in all, warm-up included; at least 1. */
  readonly steps: number;
  /** Steps of linear warm-up, below `steps`; 0 for none. */
  readonly warmup: number;
}

/** A learning rate: the same for all steps, or a schedule. Plain data, so that a file can hold it. */
export type LearningRate = number | Warmup | Cosine;

/** A rate that rises over the first `steps` steps and then stays: 0.01 over 100 steps unless given. @throws ArgumentError */
export function warmup(given: Partial<Omit<Warmup, 'kind'>> = {}): Warmup {
  requireKeys<Partial<Warmup>>('optimizer.learningRate', given, { kind: true, rate: true, steps: true });
  requireKind('warmup', given as Partial<Warmup>);
  const { rate = 0.01, steps = 100 } = given;
  requirePositive('optimizer.learningRate.rate', rate);
  requireInteger('optimizer.learningRate.steps', steps, 1);
  return { kind: 'warmup', rate, steps };
}

/** A rate that falls by half a cosine over `steps` steps: from 0.01 to 0, without warm-up, unless given. @throws ArgumentError */
export function cosine(given: Pick<Cosine, 'steps'> & Partial<Omit<Cosine, 'kind'>>): Cosine {
  const known = { kind: true, from: true, to: true, steps: true, warmup: true } as const;
  requireKeys<Partial<Cosine>>('optimizer.learningRate', given, known);
  requireKind('cosine', given as Partial<Cosine>);
  const { from = 0.01, to = 0, steps, warmup = 0 } = given;
  requirePositive('optimizer.learningRate.from', from);
  if (!(typeof to === 'number' && to >= 0 && to <= from)) {
    throw new ArgumentError('optimizer.learningRate.to', to, `in [0, ${from}], no higher than where it begins`);
  }
  requireInteger('optimizer.learningRate.steps', steps, 1);
  requireInteger('optimizer.learningRate.warmup', warmup, 0, steps - 1);
  return { kind: 'cosine', from, to, steps, warmup };
}

/** A schedule may be given whole, as a file holds it. */
function requireKind(kind: 'warmup' | 'cosine', given: { readonly kind?: unknown }): void {
  if (given.kind !== undefined) requireOneOf('optimizer.learningRate.kind', given.kind, [kind]);
}

/** Checks a learning rate, which may come from a file, and returns a copy. @throws ArgumentError */
export function learningRateOf(given: LearningRate): LearningRate {
  const kind = typeof given === 'object' ? given?.kind : undefined;
  if (kind === 'cosine') return cosine(given as Cosine);
  if (kind === 'warmup') return warmup(given as Warmup);
  if (typeof given === 'number' && Number.isFinite(given) && given > 0) {
    requireFloat32('optimizer.learningRate', given, { least: float32.least });
    return given;
  }
  throw new ArgumentError('optimizer.learningRate', given, 'a finite number above 0, cosine({ … }) or warmup({ … })');
}

/** The rate of step `step` (from 0), in float64. */
export function rateAt(rate: LearningRate, step: number): number {
  if (typeof rate === 'number') return rate;
  if (rate.kind === 'warmup') return rate.rate * Math.min(1, (step + 1) / rate.steps);
  const { from, to, steps, warmup } = rate;
  if (step < warmup) return (from * (step + 1)) / warmup;
  if (step >= steps) return to;
  return to + (from - to) * 0.5 * (1 + Math.cos((Math.PI * (step - warmup)) / (steps - warmup)));
}
