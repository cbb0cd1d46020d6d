import { conditional } from '../contexts/conditional.ts';
import type { GivenContext, Model } from '../network.ts';
import { isRecord, requireKeys } from '../require_options.ts';
import { combination, requireScore, requireWeight } from './combination.ts';
import type { Combination, Score } from './score.ts';

/** Scores with and without a condition, and how much more of the first. */
export interface Guidance {
  readonly conditional: Score;
  readonly unconditional: Score;
  /** 1 is the conditional score alone, one above it leads further away from what is likely without the condition. */
  readonly weight: number;
}

/** A context of a network, and how much more of it. */
export interface ContextGuidance {
  readonly context: GivenContext;
  /** As of `Guidance`. */
  readonly weight: number;
}

/**
 * Guidance: weight·s_c + (1 − weight)·s_u (Ho and Salimans 2021, equation 6, with w = weight − 1), of two scores, or of one network in a
 * context and without: that is guidance without a classifier, and wants a network that was trained with `contextDropout` above 0.
 * @throws ArgumentError on bad weights, and when the network does not take the context or was never trained without one
 */
export function guided(guidance: Guidance): Combination;
export function guided(model: Model, guidance: ContextGuidance): Combination;
export function guided(first: Guidance | Model, guidance?: ContextGuidance): Combination {
  if (!isModel(first)) return sumOf(first);
  requireKeys<ContextGuidance>('', guidance!, { context: true, weight: true });
  return sumOf({
    conditional: conditional(first, guidance!.context),
    unconditional: conditional(first, null),
    weight: guidance!.weight,
  });
}

/** Whether it is meant for a model: what else it is, others say. */
function isModel(given: Guidance | Model): given is Model {
  return isRecord(given) && 'kind' in given;
}

function sumOf(guidance: Guidance): Combination {
  requireKeys('', guidance, { conditional: true, unconditional: true, weight: true });
  const { conditional, unconditional, weight } = guidance;
  for (const [name, score] of Object.entries({ conditional, unconditional })) requireScore(name, score);
  requireWeight('weight', weight);
  return combination([
    { score: conditional, weight },
    { score: unconditional, weight: 1 - weight },
  ]);
}
