import type { Score } from '../../engine.ts';
import { isModel } from '../options.ts';
import { mixtureScore } from './mixture_score.ts';
import { networkScore } from './network_score.ts';
import { isShallow } from './shallow.ts';
import { shallowScore } from './shallow_score.ts';

/** A score function over one block of points: fill `points`, evaluate, read `scores`; [dimension] planes each. */
export interface BlockScore {
  readonly points: Float64Array;
  readonly scores: Float64Array;
  /** Chooses σ; first of all, and then once a level, because much depends on it alone. */
  setLevel(sigma: number): void;
  /** s(x, σ) of the first `rows` points. */
  evaluate(rows: number): void;
}

export function blockScore(score: Score): BlockScore {
  if (!isModel(score)) return mixtureScore(score);
  return isShallow(score.network) ? shallowScore(score) : networkScore(score);
}
