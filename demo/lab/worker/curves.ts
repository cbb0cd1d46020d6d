import { densityFromScore, type Engine, type Model, points } from '../../../src/index.ts';
import type { CurvesReport } from '../protocol.ts';
import type { Problem } from '../run/problem.ts';

const count = 240;

/** Score and density of one dimension at a noise level, learned and exact. */
export async function curvesOf(
  engine: Engine,
  model: Model,
  { distribution }: Problem,
  sigma: number,
  [from, to]: readonly [number, number],
): Promise<CurvesReport> {
  const xs = Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const { values } = await engine.score({ score: model, points: points(xs), sigma });
  const learned = Float32Array.from(values);
  const perturbed = distribution?.perturbed(sigma);
  return {
    ...{ kind: 'curves', sigma, xs, learned },
    learnedDensity: Float32Array.from(densityFromScore(learned, (to - from) / (count - 1))),
    exact: perturbed && xs.map((x) => perturbed.score(x)[0]!),
    exactDensity: perturbed && xs.map((x) => perturbed.pdf(x)),
    target: distribution && xs.map((x) => distribution.pdf(x)),
  };
}
