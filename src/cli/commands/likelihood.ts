import type { Engine } from '../../engine.ts';
import { fieldOf } from '../../fields/index.ts';
import type { Score } from '../../fields/score.ts';
import { defaultProbes, exactUpTo } from '../../flow/log_density.ts';
import type { Goal } from '../../judging/goal.ts';
import { heldOutPoints, type Likelihood, likelihoodOf } from '../../judging/likelihood.ts';
import type { Noise } from '../../noise.ts';
import { count } from '../../tutorial/numbers.ts';
import type { Progress } from '../terminal/progress.ts';

/** Points whose likelihood is taken unless the user says how many. */
const defaultPoints = 256;

/** Arithmetic of that which nobody needs to ask for: a few seconds on a processor, less than samples take. */
const cheap = 2e10;

/** The likelihood of a model on points of the goal, or why it was left out: a line, or nothing where nobody asked. */
export async function likelihoodFor(
  engine: Engine,
  { score, noise, goal, asked }: { score: Score; noise: Noise; goal: Goal; asked: number | undefined },
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<{ readonly likelihood?: Likelihood; readonly leftOut?: string }> {
  if (asked === 0) return {};
  if (noise.levels.length < 2) return asked === undefined ? {} : { leftOut: leftOut('the model has one noise level') };
  const points = heldOutPoints(goal, asked ?? defaultPoints);
  if (asked === undefined && workOf(score, noise, points.shape[0]) > cheap)
    return { leftOut: leftOut(`it takes long for this model; ask with --likelihood ${defaultPoints}`) };
  progress.begin('likelihood', 100);
  const likelihood = await likelihoodOf(
    engine,
    { score, noise, goal, points },
    { signal, onProgress: (share) => progress.advance(Math.round(100 * share)) },
  );
  progress.end();
  return { likelihood };
}

function leftOut(why: string): string {
  return `left out: likelihood, for ${why}`;
}

/** Rough arithmetic, in operations. */
function workOf(score: Score, { levels }: Noise, points: number): number {
  const { dimension } = fieldOf(score).describe(score, fieldOf);
  const weights = score.kind === 'network' ? score.parameters.length : 1000;
  const tangents = dimension <= exactUpTo ? dimension : defaultProbes;
  return points * 30 * Math.log(levels[0]! / levels.at(-1)!) * (1 + tangents) * 2 * weights;
}

/** What there is to say of a likelihood, a line or two. */
export function likelihoodText({ points, sigma, nats, bitsPerDimension, exact }: Likelihood): string {
  const noise = `σ = ${Number(sigma.toPrecision(3))}`;
  const found = `${nats.mean.toFixed(3)} ± ${nats.error.toFixed(3)} nats, ${bitsPerDimension.toFixed(3)} bits a dimension`;
  const known =
    exact === undefined
      ? ''
      : `; of the target itself ${exact.toFixed(3)}, so ${(nats.mean - exact).toFixed(3)} are lost`;
  return `likelihood: −ln p of ${count(points)} points by the model, with its noise of ${noise}: ${found}${known}`;
}
