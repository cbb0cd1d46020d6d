import { ArgumentError } from '../errors.ts';
import { directionsOf, type LinearMeasurement, logNormal, measurementOf } from '../measurements/measurement.ts';
import type { Float32Points } from '../points.ts';
import type { Seed } from '../random.ts';
import { requireMethods } from '../require_options.ts';
import type { Point, Target } from './distribution.ts';
import { drawRows } from './draw.ts';
import type { GaussianMixture } from './gaussian_mixture.ts';
import { coordinates } from './point.ts';

/** A mixture given a linear measurement with normal noise: a mixture of normals again, with one shape for each component. */
export interface MixturePosterior extends Target {
  sample(count: number, options: { seed: Seed }): Float32Points;
  /** Of the components, given the measurement; they sum to 1. */
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  /** Covariance of component k, row-major, [dimension × dimension]. */
  covariance(k: number): Float64Array;
  /** Density at a point. @throws ArgumentError where the noise is 0, so that there is none. */
  pdf(point: Point): number;
  /** P(component k | point) for each component, as of the mixture: the measurement says no more than the point. */
  posterior(point: Point): Float64Array;
  /** ln p(y), the density of what was measured; along the measured directions where the noise is 0. */
  readonly logEvidence: number;
}

/**
 * The exact posterior of x ~ mixture given y = A·x + ε: with orthonormal directions uₖ, in which the measurement is one of tₖ
 * with variance nₖ each, a component N(μ, s²·1) becomes normal of mean μ + Σ gₖ·(tₖ − uₖ·μ)·uₖ and covariance s²·(1 − Σ gₖ·uₖ·uₖᵀ),
 * gₖ = s²/(s² + nₖ), and its weight is multiplied by Π N(tₖ; uₖ·μ, s² + nₖ). @throws ArgumentError
 */
export function mixturePosterior(mixture: GaussianMixture, measurement: LinearMeasurement): MixturePosterior {
  requireMethods('mixture', mixture, ['pdf', 'posterior'], 'a mixture such as gaussianMixture({ … })');
  const { dimension, deviations } = mixture;
  const checked = measurementOf('measurement', measurement, dimension);
  const { directions, values, variances, logRest } = directionsOf('measurement', checked);
  const gains = deviations.map((s) => variances.map((n) => s ** 2 / (s ** 2 + n)));
  /** tₖ − uₖ·μ. */
  const residuals = mixture.means.map((mean) => values.map((value, k) => value - dot(directions[k]!, mean)));
  const logs = mixture.weights.map((weight, c) => {
    const s = deviations[c]!;
    const likelihoods = residuals[c]!.map((residual, k) => logNormal(residual, s ** 2 + variances[k]!));
    return Math.log(weight) + likelihoods.reduce((sum, log) => sum + log, 0);
  });
  const total = logSum(logs);
  const weights = logs.map((log) => Math.exp(log - total));
  const means = mixture.means.map((mean, c) =>
    mean.map((value, j) =>
      directions.reduce((sum, direction, k) => sum + gains[c]![k]! * residuals[c]![k]! * direction[j]!, value),
    ),
  );

  function logDensity(x: ArrayLike<number>, c: number): number {
    const s = deviations[c]!;
    const apart = Float64Array.from(means[c]!, (mean, j) => x[j]! - mean);
    const across = directions.map((direction) => dot(direction, apart));
    let rest = apart.reduce((sum, value) => sum + value ** 2, 0);
    let log = 0;
    across.forEach((value, k) => {
      rest -= value ** 2;
      log += logNormal(value, s ** 2 * (1 - gains[c]![k]!));
    });
    const unmeasured = dimension - directions.length;
    return log - 0.5 * (Math.max(0, rest) / s ** 2 + unmeasured * Math.log(2 * Math.PI * s ** 2));
  }

  return {
    dimension,
    weights,
    means,
    logEvidence: logRest + total,
    posterior: (point) => mixture.posterior(point),
    covariance(c) {
      const covariance = new Float64Array(dimension ** 2);
      for (let i = 0; i < dimension; i++) {
        for (let j = 0; j < dimension; j++) {
          const known = directions.reduce((sum, u, k) => sum + gains[c]![k]! * u[i]! * u[j]!, 0);
          covariance[i * dimension + j] = deviations[c]! ** 2 * ((i === j ? 1 : 0) - known);
        }
      }
      return covariance;
    },
    pdf(point) {
      if (variances[0] === 0)
        throw new ArgumentError('measurement.deviation', 0, 'above 0 for a density', 'Draw samples instead.');
      const x = coordinates(point, dimension);
      return weights.reduce((sum, weight, c) => sum + weight * Math.exp(logDensity(x, c)), 0);
    },
    sample(count, options) {
      const needs = { uniforms: 1, normals: dimension };
      return drawRows(count, options, { dimension, needs }, (into, at, [uniform], normals) => {
        const c = componentAt(weights, uniform!);
        // In each direction the normal of the prior shrinks to that of the posterior.
        const shrunk = directions.map((direction, k) => dot(direction, normals) * (1 - Math.sqrt(1 - gains[c]![k]!)));
        for (let j = 0; j < dimension; j++) {
          const known = directions.reduce((sum, direction, k) => sum + shrunk[k]! * direction[j]!, 0);
          into[at + j] = means[c]![j]! + deviations[c]! * (normals[j]! - known);
        }
      });
    },
  };
}

/** The component whose part of (0, 1) holds a number. */
function componentAt(weights: readonly number[], uniform: number): number {
  let sum = 0;
  const found = weights.findIndex((weight) => {
    sum += weight;
    return uniform <= sum;
  });
  // The weights may add up to a rounding error below 1.
  return found < 0 ? weights.length - 1 : found;
}

function logSum(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
