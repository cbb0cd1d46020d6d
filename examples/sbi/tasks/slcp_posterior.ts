import type { Points } from '../../../src/index.ts';
import { accepted } from './draws.ts';

const pointCount = 4;

/** The means of four points of the plane, and the sums of squares and products about them. */
function statisticsOf(observation: ArrayLike<number>) {
  const means: [number, number] = [0, 0];
  for (let j = 0; j < 2 * pointCount; j++) means[j % 2]! += observation[j]! / pointCount;
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < pointCount; i++) {
    const x = observation[2 * i]! - means[0];
    const y = observation[2 * i + 1]! - means[1];
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  return { means, xx, slope: xy / xx, residual: yy - (xy * xy) / xx };
}

/**
 * A draw of the gamma distribution of rate 1 from a normal and a uniform, or nothing where the candidate is rejected (Marsaglia and Tsang
 * 2000, section 5). @param shape at least 1
 */
function gamma(shape: number, normal: number, uniform: number): number | undefined {
  const d = shape - 1 / 3;
  const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
  if (v <= 0) return undefined;
  return Math.log(uniform) < normal * normal * 0.5 + d - d * v + d * Math.log(v) ? d * v : undefined;
}

/**
 * Independent, exact draws of the posterior of SLCP, by rejection. In place of the covariance stand the deviation s of x, the slope β of y by x, and
 * the deviation t of y about it. θ₃ = √s, θ₄ = √s₂ with s₂² = t² + β²s², and tanh θ₅ = βs/s₂ are uniform, so that the density of (ln s, ln t, β) given the
 * points is, for a prior without bounds,
 *
 *     s^(−3/2)·exp(−xx/2s²) · t^(−7/2)·exp(−(residual + xx·(β − slope)²)/2t²) · √(t/s₂).
 *
 * Without the last factor, 1/s² is gamma of shape ¾, 1/t² of shape 5/4, and β normal; that factor, at most 1, is what a candidate is accepted with.
 * The mean is normal given all that, and whatever lies outside the prior is rejected.
 */
export function slcpPosterior(
  observation: ArrayLike<number>,
  { count, seed, bound }: { readonly count: number; readonly seed: number; readonly bound: number },
): Points {
  const { means, xx, slope, residual } = statisticsOf(observation);
  const needs = { dimension: 5, uniforms: 6, normals: 5 };
  return accepted(count, seed, needs, (values, at, uniforms, normals) => {
    const [forX = 0, boost = 0, forY = 0, acceptance = 0, sign3 = 0, sign4 = 0] = uniforms;
    // A gamma of shape ¾ is one of 7/4 times a power of a uniform.
    const precisionOfX = gamma(1.75, normals[0]!, forX);
    const precisionOfY = gamma(1.25, normals[1]!, forY);
    if (precisionOfX === undefined || precisionOfY === undefined) return false;
    const s = Math.sqrt(xx / (2 * precisionOfX * boost ** (4 / 3)));
    const t = Math.sqrt(residual / (2 * precisionOfY));
    const beta = slope + (t / Math.sqrt(xx)) * normals[2]!;
    const deviation = Math.hypot(t, beta * s);
    const scale = 1 / Math.sqrt(pointCount);
    values[at] = means[0] + scale * s * normals[3]!;
    values[at + 1] = means[1] + scale * (beta * s * normals[3]! + t * normals[4]!);
    values[at + 2] = (sign3 < 0.5 ? -1 : 1) * Math.sqrt(s);
    values[at + 3] = (sign4 < 0.5 ? -1 : 1) * Math.sqrt(deviation);
    values[at + 4] = Math.asinh((beta * s) / t);
    const inside = values.every((value) => Math.abs(value) <= bound);
    return inside && acceptance ** 2 < t / deviation;
  });
}
