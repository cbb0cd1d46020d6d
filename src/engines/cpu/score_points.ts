import type { Float32Points } from '../../points.ts';
import { blockRows } from './block.ts';
import type { BlockScore } from './block_score.ts';
import { fromPoints, loadBlock, storeBlock, toPoints } from './particles.ts';

/** s(x, σ) at every point, at once: [count, dimension] in, the same shape out. */
export function scorePoints(score: BlockScore, given: Float32Points, sigma: number): Float32Points {
  const points = fromPoints(given);
  const result = { ...points, values: new Float64Array(points.values.length) };
  score.setLevel(sigma);
  for (let first = 0; first < points.count; first += blockRows) {
    const rows = Math.min(blockRows, points.count - first);
    loadBlock(points, first, rows, score.points);
    score.evaluate(rows, first);
    storeBlock(score.scores, first, rows, result);
  }
  return toPoints(result);
}
