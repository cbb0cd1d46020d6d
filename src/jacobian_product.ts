import type { Engine } from './engine.ts';
import { ArgumentError } from './errors.ts';
import { requireJacobian } from './fields/derivatives.ts';
import { checkedScore, fieldOf } from './fields/index.ts';
import type { Score } from './fields/score.ts';
import { beside, columnsOf, type Points, requirePoints } from './points.ts';
import { requireKeys, requireMethods } from './require_options.ts';

/** A score and products of its Jacobian, [count, dimension] each. */
export interface JacobianProduct {
  /** s(x, σ), as `engine.score` gives it. */
  readonly score: Points;
  /** J·v with J_ij = ∂s_i/∂x_j: the second derivatives of log p_σ times v, where s is a score. */
  readonly product: Points;
}

/**
 * s(x, σ) and J·v at every point x, with its tangent v, in the units of the data: by forward differentiation of networks and
 * mixtures, by central differences of functions of the user's own.
 * @param options.points [count, dimension] @param options.tangents of the same shape @param options.sigma as in `engine.score`
 * @throws ArgumentError
 */
export async function jacobianProduct(
  engine: Engine,
  options: { readonly score: Score; readonly points: Points; readonly tangents: Points; readonly sigma: number },
): Promise<JacobianProduct> {
  requireMethods('engine', engine, ['score'], 'what createEngine() gave');
  requireKeys('', options, { score: true, points: true, tangents: true, sigma: true });
  const { points, tangents, sigma } = options;
  const score = checkedScore('score', options.score);
  requireJacobian('score', score);
  const { dimension } = fieldOf(score).describe(score, fieldOf);
  requirePoints('points', points, dimension);
  requirePoints('tangents', tangents, dimension);
  if (tangents.shape[0] !== points.shape[0])
    throw new ArgumentError('tangents.shape', tangents.shape, `[${points.shape}], a tangent for each point`);
  const found = await engine.score({
    score: { kind: 'tangent', score: options.score },
    points: beside(points, tangents),
    sigma,
  });
  return { score: columnsOf(found, 0, dimension), product: columnsOf(found, dimension, 2 * dimension) };
}
