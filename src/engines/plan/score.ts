import { requireFloat32, squarable } from '../../errors.ts';
import { checkedScore, fieldOf } from '../../fields/index.ts';
import type { Score } from '../../fields/score.ts';
import { inFloat32, type Points, requirePoints } from '../../points.ts';
import { requireKeys } from '../../require_options.ts';
import { stage } from '../../samplers/program.ts';
import { standardised } from '../../transform.ts';
import { requireForParticles } from './sampling.ts';
import type { SamplingPlan } from './sampling_plan.ts';

/**
 * Checks a request to evaluate a score at points. It is sampling, too, by a program of one stage that replaces x by s(x, σ).
 * @throws ArgumentError
 */
export function planScore(request: { score: Score; points: Points; sigma: number }): SamplingPlan {
  requireKeys('', request, { score: true, points: true, sigma: true });
  const { points, sigma } = request;
  const field = fieldOf(request.score);
  const score = checkedScore('score', request.score);
  const described = field.describe(score, fieldOf);
  const { dimension, transform } = described;
  requirePoints('points', points, dimension);
  requireForParticles('score', described, points.shape[0]);
  requireFloat32('sigma', sigma, squarable);
  const [particles] = points.shape;
  return {
    ...{ score, dimension, particles, outOf: particles, firstQuad: 0, key: [0, 0] as const },
    program: { stages: [stage({ sigma, level: 0, a: 0, b: 1 })], end: sigma },
    initial: transform ? standardised(points, transform) : inFloat32('points', points),
    ...(transform && { transform }),
  };
}
