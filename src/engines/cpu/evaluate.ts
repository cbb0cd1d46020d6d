import type { Score } from '../../engine.ts';
import type { Points } from '../../points.ts';
import { planScore } from '../options.ts';
import { blockRows } from './block.ts';
import { fromPoints, loadBlock, storeBlock, toPoints } from './particles.ts';
import { blockScore } from './score.ts';

/** s(x, σ) at every point, at once: [count, dimension] in, the same shape out. @throws ArgumentError */
export function evaluateScore(given: { score: Score; points: Points; sigma: number }): Points {
  const request = planScore(given);
  const points = fromPoints(request.points);
  const result = { ...points, values: new Float64Array(points.values.length) };
  const score = blockScore(request.score);
  score.setLevel(request.sigma);
  for (let first = 0; first < points.count; first += blockRows) {
    const rows = Math.min(blockRows, points.count - first);
    loadBlock(points, first, rows, score.points);
    score.evaluate(rows);
    storeBlock(score.scores, first, rows, result);
  }
  return request.inDataUnits(toPoints(result));
}
