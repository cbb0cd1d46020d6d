import { ArgumentError } from '../errors.ts';
import { requireScoreKind, type Score } from '../fields/score.ts';
import { type Noise, requireNoise } from '../noise.ts';

/**
 * What goes to a worker of an object: all of it, but of a mixture its components, which its functions follow from.
 * @throws ArgumentError where it is a score whose function only the page can call
 */
export function passableScore(argument: string, given: object): object {
  const { kind, cpu } = given as { readonly kind?: unknown; readonly cpu?: unknown };
  if (kind === 'mixture') {
    const { weights, means, deviations } = given as Extract<Score, { kind: 'mixture' }>;
    return { kind, weights, means, deviations };
  }
  if (kind === 'custom' && typeof cpu === 'function')
    throw new ArgumentError(
      `${argument}.cpu`,
      cpu,
      'left out for an engine in a worker, which cannot call it',
      'Give customScore its wgsl alone and take the engine webgpu, or make an engine here by createEngine().',
    );
  return given;
}

/** Combinations in each other, as deep as engines take them. */
const deepest = 32;

/**
 * The noise levels that a score was made for, if any, as its field describes it: of a sum, those of the first part that has some, and
 * of a measured score its own.
 * @throws ArgumentError when they are none, or it is no score
 */
export function noiseOf(argument: string, score: Score, depth = 0): Noise | undefined {
  requireScoreKind(argument, score);
  if (score.kind === 'network') {
    requireNoise(`${argument}.noise`, score.noise);
    return score.noise;
  }
  if (score.kind === 'divergence' || score.kind === 'tangent' || score.kind === 'measured') {
    return depth > deepest ? undefined : noiseOf(`${argument}.score`, score.score, depth + 1);
  }
  if (score.kind !== 'combination' || !Array.isArray(score.parts) || depth > deepest) return undefined;
  for (const [i, part] of score.parts.entries()) {
    const found = noiseOf(`${argument}.parts[${i}].score`, part?.score, depth + 1);
    if (found) return found;
  }
  return undefined;
}
