import { planes, stride } from './block.ts';
import type { BlockScore } from './block_score.ts';
import type { BlockTangents } from './block_tangents.ts';

/** s(x, σ) and J·v of points that have a tangent beside them: [x, v] ↦ [s, J·v]. @param base multiplies one tangent */
export function tangentScore(base: BlockTangents, dimension: number): BlockScore {
  const points = planes(2 * dimension);
  const scores = planes(2 * dimension);
  return {
    points,
    scores,
    work: base.work,
    setLevel: base.setLevel,
    evaluate(rows, first) {
      for (let j = 0; j < dimension; j++) {
        const [x, v] = [j * stride, (dimension + j) * stride];
        base.points.set(points.subarray(x, x + rows), x);
        base.tangents.set(points.subarray(v, v + rows), x);
      }
      base.evaluate(rows, first);
      base.multiply(rows);
      for (let j = 0; j < dimension; j++) {
        const [x, v] = [j * stride, (dimension + j) * stride];
        scores.set(base.scores.subarray(x, x + rows), x);
        scores.set(base.products.subarray(x, x + rows), v);
      }
    },
  };
}
