import type { BlockScore } from './block_score.ts';

/**
 * A score function over one block of points that also multiplies its Jacobian J = ∂s/∂x, J_ij = ∂s_i/∂x_j, by tangents v:
 * fill `points`, evaluate, fill `tangents`, which may depend on the scores, multiply, read `products`.
 */
export interface BlockTangents extends BlockScore {
  /** v, [count][dimension] planes: coordinate j of tangent t is plane t·dimension + j. */
  readonly tangents: Float64Array;
  /** J·v, laid out as the tangents. */
  readonly products: Float64Array;
  /** J·v of every tangent at the points, and for the rows, of the last `evaluate`. Tangents and scores stay as they are. */
  multiply(rows: number): void;
}
