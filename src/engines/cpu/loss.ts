import { stride } from './block.ts';

/**
 * Σ over the first `rows` rows of ½‖σ·s + ε‖², the denoising loss with λ(σ) = σ² (Song and Ermon 2019, equations 5 and
 * 6); its derivative by s, times `scale`, goes into `delta`.
 * @param score s, like epsilon and delta in [dimension] planes.
 */
export function loss(
  score: Float64Array,
  epsilon: Float64Array,
  delta: Float64Array,
  dimension: number,
  sigma: number,
  rows: number,
  scale: number,
): number {
  let sum = 0;
  for (let j = 0; j < dimension; j++) {
    for (let at = j * stride; at < j * stride + rows; at++) {
      const residual = sigma * score[at]! + epsilon[at]!;
      sum += 0.5 * residual * residual;
      delta[at] = scale * sigma * residual;
    }
  }
  return sum;
}
