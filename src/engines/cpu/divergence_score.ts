import { type Key, rademacher } from '../../random.ts';
import { planes, stride } from './block.ts';
import type { BlockScore } from './block_score.ts';
import type { BlockTangents } from './block_tangents.ts';

/** The directions along which a divergence is taken. */
export interface Directions {
  /** Rademacher vectors, each of which gives an estimate of its own; 0 for all coordinates, whose sum is exact. */
  readonly probes: number;
  readonly key: Key;
  /** Quad of the random streams that the first four particles take. */
  readonly firstQuad: number;
}

/**
 * s(x, σ) and then −Σ v·(J·v), the sum over all coordinates or for each probe v.
 * @param base multiplies as many tangents as there are directions
 */
export function divergenceScore(
  base: BlockTangents,
  dimension: number,
  { probes, key, firstQuad }: Directions,
): BlockScore {
  const estimates = Math.max(1, probes);
  const points = planes(dimension + estimates);
  const scores = planes(dimension + estimates);
  const { tangents, products } = base;
  if (probes === 0) {
    for (let t = 0; t < dimension; t++) {
      const at = (t * dimension + t) * stride;
      tangents.fill(1, at, at + stride);
    }
  }

  function drawProbes(rows: number, first: number): void {
    for (let t = 0; t < probes; t++) {
      for (let j = 0; j < dimension; j++) {
        const at = (t * dimension + j) * stride;
        for (let r = 0; r < rows; r += 4) rademacher(firstQuad + (first + r) / 4, j, t, key, tangents, at + r);
      }
    }
  }

  return {
    points,
    scores,
    work: base.work,
    setLevel: base.setLevel,
    evaluate(rows, first) {
      for (let j = 0; j < dimension; j++) base.points.set(points.subarray(j * stride, j * stride + rows), j * stride);
      base.evaluate(rows, first);
      drawProbes(rows, first);
      base.multiply(rows);
      for (let j = 0; j < dimension; j++) {
        scores.set(base.scores.subarray(j * stride, j * stride + rows), j * stride);
      }
      const sums = scores.subarray(dimension * stride).fill(0);
      const directions = probes || dimension;
      for (let t = 0; t < directions; t++) {
        const sum = (probes === 0 ? 0 : t) * stride;
        for (let j = 0; j < dimension; j++) {
          const at = (t * dimension + j) * stride;
          for (let r = 0; r < rows; r++) sums[sum + r]! -= tangents[at + r]! * products[at + r]!;
        }
      }
    },
  };
}
