import { requirePositive } from '../errors.ts';
import type { Distribution } from './distribution.ts';
import { drawRows } from './draw.ts';
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

/** Arcs, whose weights sum to 1, with normal noise of deviation s in both coordinates. */
export function curveDistribution(arcs: readonly Arc[], deviation: number): CurveDistribution {
  requirePositive('deviation', deviation);
  const nodes = arcs.flatMap((arc) =>
    quadrature(arc, deviation).map(({ node, weight }) => ({ weight: arc.weight * weight, mean: [...arc.at(node)] })),
  );
  const mixture = gaussianMixture({
    weights: nodes.map(({ weight }) => weight),
    means: nodes.map(({ mean }) => mean),
    deviations: nodes.map(() => deviation),
  });
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
    // Along the curves themselves, not among the nodes.
    sample: (count, { seed }) =>
      drawRows(
        count,
        { dimension: 2, seed, needs: { uniforms: 2, normals: 2 } },
        (values, at, [choice, t], [zx, zy]) => {
          // The cumulative weights may end a rounding error below 1.
          const found = arcs[cumulative.findIndex((bound) => choice! < bound)] ?? arcs.at(-1)!;
          const [x, y] = found.at(t!);
          values[at] = x + deviation * zx!;
          values[at + 1] = y + deviation * zy!;
        },
      ),
  };
}

/**
 * Nodes so close that normals at them blend. Around a closed arc the trapezoidal rule converges exponentially: nodes 0.8
 * deviations apart leave 2·exp(−2π²/0.8²) = 1e-13. On an open one Gauss–Legendre does, whose nodes are π/2 times as far
 * apart in the middle as on average; twenty more are for the ends.
 */
function quadrature(arc: Arc, deviation: number): { node: number; weight: number }[] {
  const spacings = longestStretch(arc) / (0.8 * deviation);
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
