import { ArgumentError, requirePositive } from '../errors.ts';
import type { Float32Points } from '../points.ts';
import type { Seed } from '../random.ts';
import { requireBoolean, requireFunction, requireKeys } from '../require_options.ts';
import type { Distribution, LabelledPoints } from './distribution.ts';
import { drawLabelled } from './draw.ts';
import { gaussLegendre } from './gauss_legendre.ts';
import { type GaussianMixture, gaussianMixture } from './gaussian_mixture.ts';

/** A piece of a plane curve, run through at random: t is uniform in [0, 1]. */
export interface Arc {
  /** The share of draws on it. */
  readonly weight: number;
  /** The point at t in [0, 1]. */
  readonly at: (t: number) => readonly [x: number, y: number];
  /** Whether it ends where it begins, smoothly, as a circle does. */
  readonly closed?: boolean;
}

/** Points on curves of the plane with normal noise added: p(x) = Σ_a w_a ∫₀¹ N(x; c_a(t), s²·1) dt. */
export interface CurveDistribution extends Distribution {
  /** The deviation s of the noise. */
  readonly deviation: number;
  /**
   * What density and score are computed from: normals at the nodes of a quadrature along the curves, the same
   * distribution to about 1e-10 of its density. An engine takes it as exact score.
   */
  readonly mixture: GaussianMixture;
  perturbed(sigma: number): CurveDistribution;
}

/** Nodes of a quadrature on an arc, roughly: their number squared is the work. */
const mostSpacings = 10_000;

/** Arcs, whose weights sum to 1, with normal noise of deviation s in both coordinates. */
export function curveDistribution(arcs: readonly Arc[], deviation: number): CurveDistribution {
  requireArcs(arcs);
  requirePositive('deviation', deviation);
  const nodes = arcs.flatMap((arc) =>
    quadrature(arc, deviation).map(({ node, weight }) => ({ weight: arc.weight * weight, mean: [...arc.at(node)] })),
  );
  const mixture = gaussianMixture({
    weights: nodes.map(({ weight }) => weight),
    means: nodes.map(({ mean }) => mean),
    deviations: nodes.map(() => deviation),
  });
  // Along the curves themselves, not among the nodes.
  const labelled = (count: number, options: { seed: Seed }): LabelledPoints<Float32Points> =>
    drawLabelled(
      count,
      options,
      { dimension: 2, needs: { uniforms: 2, normals: 2 } },
      (values, at, [choice, t], [zx, zy]) => {
        const found = cumulative.findIndex((bound) => choice! < bound);
        // The cumulative weights may end a rounding error below 1.
        const curve = found < 0 ? arcs.length - 1 : found;
        const [x, y] = arcs[curve]!.at(t!);
        values[at] = x + deviation * zx!;
        values[at + 1] = y + deviation * zy!;
        return curve;
      },
    );
  const cumulative = arcs.map((_, a) => arcs.slice(0, a + 1).reduce((sum, { weight }) => sum + weight, 0));
  return {
    dimension: 2,
    deviation,
    mixture,
    pdf: mixture.pdf,
    score: mixture.score,
    cdf: mixture.cdf,
    entropy: mixture.entropy,
    perturbed(sigma) {
      requirePositive('sigma', sigma);
      return curveDistribution(arcs, Math.hypot(deviation, sigma));
    },
    sample: (count, options) => labelled(count, options).points,
    ...(arcs.length > 1 && { classes: { name: 'curve', count: arcs.length }, labelled }),
  };
}

function requireArcs(arcs: readonly Arc[]): void {
  if (!Array.isArray(arcs) || arcs.length === 0)
    throw new ArgumentError('arcs', arcs, 'a list of at least one { weight, at }');
  for (const [a, arc] of arcs.entries()) {
    requireKeys<Arc>(`arcs[${a}]`, arc, { weight: true, at: true, closed: true });
    requirePositive(`arcs[${a}].weight`, arc.weight);
    requireFunction(`arcs[${a}].at`, arc.at, '(t) => [x, y]');
    if (arc.closed !== undefined) requireBoolean(`arcs[${a}].closed`, arc.closed);
    const start: unknown = arc.at(0);
    if (!Array.isArray(start) || start.length !== 2 || !start.every(Number.isFinite))
      throw new ArgumentError(`arcs[${a}].at`, start, 'a function that gives two finite coordinates, [x, y]');
  }
}

/**
 * Nodes so close that normals at them blend. Around a closed arc the trapezoidal rule converges exponentially: nodes 0.8
 * deviations apart leave 2·exp(−2π²/0.8²) = 1e-13. On an open one Gauss–Legendre does, whose nodes are π/2 times as far
 * apart in the middle as on average; twenty more are for the ends.
 */
function quadrature(arc: Arc, deviation: number): { node: number; weight: number }[] {
  const spacings = longestStretch(arc) / (0.8 * deviation);
  if (spacings > mostSpacings) {
    const least = (deviation * spacings) / mostSpacings;
    throw new ArgumentError('deviation', deviation, `at least ${least.toPrecision(2)} for curves of this length`);
  }
  if (!arc.closed) return gaussLegendre(Math.ceil((Math.PI / 2) * spacings) + 20);
  const count = Math.ceil(spacings) + 10;
  return Array.from({ length: count }, (_, i) => ({ node: i / count, weight: 1 / count }));
}

/** The greatest speed |dc/dt| along an arc: as long as it would be if it had that speed everywhere. */
function longestStretch({ at }: Arc): number {
  const pieces = 256;
  let longest = 0;
  for (let i = 0; i < pieces; i++) {
    const [x, y] = at(i / pieces);
    const [nextX, nextY] = at((i + 1) / pieces);
    longest = Math.max(longest, Math.hypot(nextX - x, nextY - y));
  }
  return longest * pieces;
}
