import { type MeasuredDirections, varianceGiven } from '../engines/measured_directions.ts';
import { logNormal } from '../measurements/measurement.ts';

/** The guess of p(y | x) that particles are weighted by on their way, and the draw that it ends in. */
export interface Twist {
  /** ln N(y; A·x̂, A·C·Aᵀ + R), x̂ the mean of x₀ given x, and C its covariance as if the data were normal. */
  logLikelihood(denoised: Float64Array): number;
  /** Turns x̂ and standard normals into x₀ ~ N(x̂, C) given y, in the place of x̂. */
  drawGiven(denoised: Float64Array, normals: Float64Array): void;
}

/** At one σ. */
export function twistAt(
  sigma: number,
  { dimension, directions, values, variances, spreads }: MeasuredDirections,
): Twist {
  const expected = spreads.map((spread) => varianceGiven(sigma, spread));

  function along(k: number, x: Float64Array): number {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += directions[k * dimension + j]! * x[j]!;
    return sum;
  }

  return {
    logLikelihood(denoised) {
      let log = 0;
      for (let k = 0; k < values.length; k++)
        log += logNormal(values[k]! - along(k, denoised), expected[k]! + variances[k]!);
      return log;
    },
    drawGiven(denoised, normals) {
      const moves = values.map((value, k) => {
        const variance = expected[k]!;
        const gain = variance / (variance + variances[k]!);
        const given = Math.sqrt(variance * (1 - gain)) * along(k, normals);
        return gain * (value - along(k, denoised)) + given - sigma * along(k, normals);
      });
      for (let j = 0; j < dimension; j++) {
        denoised[j]! += sigma * normals[j]!;
        for (let k = 0; k < moves.length; k++) denoised[j]! += moves[k]! * directions[k * dimension + j]!;
      }
    },
  };
}
