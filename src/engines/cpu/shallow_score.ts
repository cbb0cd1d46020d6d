import type { Model } from '../../network.ts';
import { filledRows, planes } from './block.ts';
import type { BlockScore } from './score.ts';

/**
 * networkScore for one coordinate and one hidden layer of relu, six times as fast. With relu(z) = (z + |z|)/2 the score is
 * a·x + b + Σ_k ±|u_k·x + v_k|, where ½w_k is inside u_k and v_k and its sign decides between adding and subtracting.
 */
export function shallowScore({ network, parameters }: Model): BlockScore {
  const width = network.hidden[0]!;
  const points = planes(1);
  const scores = planes(1);
  // Units of positive w first, then those of negative.
  const slopes = new Float64Array(width);
  const offsets = new Float64Array(width);
  let positive = 0;
  let slope = 0;
  let offset = 0;
  return {
    points,
    scores,
    setLevel(sigma) {
      positive = 0;
      slope = 0;
      offset = parameters[4 * width]!;
      let negative = width;
      for (let k = 0; k < width; k++) {
        const half = 0.5 * parameters[3 * width + k]!;
        const u = half * parameters[k]!;
        const v = half * (sigma * parameters[width + k]! + parameters[2 * width + k]!);
        const at = half >= 0 ? positive++ : --negative;
        slopes[at] = u;
        offsets[at] = v;
        slope += u;
        offset += v;
      }
    },
    evaluate(rows) {
      sumMagnitudes(points, scores, filledRows(rows), slopes, offsets, positive, slope, offset);
    },
  };
}

function sumMagnitudes(
  points: Float64Array,
  scores: Float64Array,
  rows: number,
  slopes: Float64Array,
  offsets: Float64Array,
  positive: number,
  slope: number,
  offset: number,
): void {
  for (let r = 0; r < rows; r += 4) {
    const x0 = points[r]!;
    const x1 = points[r + 1]!;
    const x2 = points[r + 2]!;
    const x3 = points[r + 3]!;
    let s0 = slope * x0 + offset;
    let s1 = slope * x1 + offset;
    let s2 = slope * x2 + offset;
    let s3 = slope * x3 + offset;
    for (let k = 0; k < positive; k++) {
      const u = slopes[k]!;
      const v = offsets[k]!;
      s0 += Math.abs(u * x0 + v);
      s1 += Math.abs(u * x1 + v);
      s2 += Math.abs(u * x2 + v);
      s3 += Math.abs(u * x3 + v);
    }
    for (let k = positive; k < slopes.length; k++) {
      const u = slopes[k]!;
      const v = offsets[k]!;
      s0 -= Math.abs(u * x0 + v);
      s1 -= Math.abs(u * x1 + v);
      s2 -= Math.abs(u * x2 + v);
      s3 -= Math.abs(u * x3 + v);
    }
    scores[r] = s0;
    scores[r + 1] = s1;
    scores[r + 2] = s2;
    scores[r + 3] = s3;
  }
}
