import { stride } from './block.ts';

/**
 * Σ over the first `rows` rows of ½·σ^(p−2)·‖σ·s + ε‖², the denoising loss with λ(σ) = σ^p (Song and Ermon 2019,
 * equations 5 and 6); its derivative by s, times `scale`, goes into `delta`.
 * @param score s, like epsilon and delta in [dimension] planes.
 * @param sigmas σ of every row, one plane.
 * @param weighting p.
 */
export function loss(
  score: Float64Array,
  epsilon: Float64Array,
  delta: Float64Array,
  dimension: number,
  sigmas: Float64Array,
  rows: number,
  scale: number,
  weighting: number,
): number {
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    const sigma = sigmas[r]!;
    const weight = weighting === 2 ? 1 : sigma ** (weighting - 2);
    for (let j = 0; j < dimension; j++) {
      const at = j * stride + r;
      const residual = sigma * score[at]! + epsilon[at]!;
      sum += 0.5 * weight * residual * residual;
      delta[at] = scale * weight * sigma * residual;
    }
  }
  return sum;
}
