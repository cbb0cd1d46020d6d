import type { Program } from '../../../src/samplers/program.ts';

/** A score that is linear in a one-dimensional x: s(x, σ) = gain·x + offset. */
export type LinearScore = (sigma: number) => { readonly gain: number; readonly offset: number };

/** The score of N(mean, variance) with noise: s = −(x − mean)/(variance + σ²). */
export function gaussianScore(variance: number, mean = 0): LinearScore {
  return (sigma) => {
    const gain = -1 / (variance + sigma ** 2);
    return { gain, offset: -gain * mean };
  };
}

/** Σ wₖ·sₖ. */
export function combined(terms: readonly (readonly [weight: number, score: LinearScore])[]): LinearScore {
  return (sigma) =>
    terms.reduce(
      (sum, [weight, score]) => {
        const { gain, offset } = score(sigma);
        return { gain: sum.gain + weight * gain, offset: sum.offset + weight * offset };
      },
      { gain: 0, offset: 0 },
    );
}

export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Mean and variance of x after a program, without sampling: with a linear score every stage maps a Gaussian (x, m) to a
 * Gaussian, so that its two means and the 2×2 covariance tell all.
 */
export function applied({ stages }: Pick<Program, 'stages'>, score: LinearScore, start: Moments): Moments {
  let [x, m] = [start.mean, 0];
  let [xx, xm, mm] = [start.variance, 0, 0];
  for (const { sigma, count, a, b, c, d, e, f } of stages) {
    const { gain, offset } = score(sigma);
    // x ← p·x + c·m + b·offset + d·z, m ← q·x + r·m + f·offset.
    const p = a + b * gain;
    const written = e !== 0 || f !== 0;
    const q = written ? e + f * gain : 0;
    const r = written ? 0 : 1;
    for (let i = 0; i < count; i++) {
      [x, m] = [p * x + c * m + b * offset, q * x + r * m + f * offset];
      [xx, xm, mm] = [
        p * p * xx + 2 * p * c * xm + c * c * mm + d * d,
        p * q * xx + (p * r + c * q) * xm + c * r * mm,
        q * q * xx + 2 * q * r * xm + r * r * mm,
      ];
    }
  }
  return { mean: x, variance: xx };
}
