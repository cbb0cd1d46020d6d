import { ArgumentError, requirePositive } from '../errors.ts';
import type { Distribution, Point } from './distribution.ts';
import { drawRows } from './draw.ts';
import { coordinates, refuseCdf } from './point.ts';
import { smoothedInterval } from './smoothed_interval.ts';

/** Side of a square; four by four of them cover [−4, 4]². */
const side = 2;
const starts = [-4, -2, 0, 2];
/** The eight squares with draws in them: those whose column and row are both even or both odd. */
const squares = starts.flatMap((_, column) =>
  starts.flatMap((_, row) => ((column + row) % 2 === 0 ? [{ column, row }] : [])),
);
const area = squares.length * side ** 2;

/**
 * Uniform on every other square of a board of four by four over [−4, 4]²: x₁ = 4u − 2, x₂ = v − 2b + (⌊x₁⌋ mod 2),
 * doubled, with b 0 or 1 (FFJORD, Grathwohl et al. 2019, lib/toy_data.py, "checkerboard"). Density 1/32, entropy ln 32.
 * The score is 0 on the squares and NaN beside them, where log p is not defined; that of every perturbed form is exact
 * everywhere: p_σ = 1/32·Σ (Φ((x − a)/σ) − Φ((x − a − 2)/σ))·(the same of y) over the squares.
 */
export function checkerboard(): Distribution {
  const inside = (point: Point): boolean => {
    const [column, row] = Array.from(coordinates(point, 2), (x) => Math.floor((x + 4) / side)) as [number, number];
    return squares.some((square) => square.column === column && square.row === row);
  };
  return {
    dimension: 2,
    pdf: (point) => (inside(point) ? 1 / area : 0),
    score: (point) => new Float64Array(2).fill(inside(point) ? 0 : Number.NaN),
    cdf: () => refuseCdf(2),
    entropy: () => Math.log(area),
    perturbed: smoothed,
    sample: (count, options) =>
      drawRows(count, options, { dimension: 2, needs: { uniforms: 3, normals: 0 } }, (values, at, uniforms) => {
        [values[at], values[at + 1]] = place(uniforms);
      }),
  };
}

/** The checkerboard with normal noise of deviation σ added. */
function smoothed(sigma: number): Distribution {
  requirePositive('sigma', sigma);
  // ln and slope of each square's share of the density.
  const shares = (point: Point) => {
    const [across, down] = Array.from(coordinates(point, 2), (x) =>
      starts.map((from) => smoothedInterval(x, { from, to: from + side, sigma })),
    ) as [ReturnType<typeof smoothedInterval>[], ReturnType<typeof smoothedInterval>[]];
    return squares.map(({ column, row }) => ({
      log: across[column]!.log + down[row]!.log - Math.log(area),
      slope: [across[column]!.slope, down[row]!.slope] as const,
    }));
  };
  return {
    dimension: 2,
    pdf: (point) => shares(point).reduce((sum, { log }) => sum + Math.exp(log), 0),
    score(point) {
      const all = shares(point);
      // Relative to the largest, so that far in the tails, where every share underflows, one square still counts.
      const largest = Math.max(...all.map(({ log }) => log));
      const score = new Float64Array(2);
      let sum = 0;
      for (const { log, slope } of all) {
        const share = Math.exp(log - largest);
        sum += share;
        score[0]! += share * slope[0];
        score[1]! += share * slope[1];
      }
      return score.map((value) => value / sum);
    },
    cdf: () => refuseCdf(2),
    entropy() {
      throw new ArgumentError('sigma', sigma, 'absent: only the entropy of the unperturbed checkerboard is known');
    },
    perturbed(more) {
      requirePositive('sigma', more);
      return smoothed(Math.hypot(sigma, more));
    },
    sample: (count, options) =>
      drawRows(
        count,
        options,
        { dimension: 2, needs: { uniforms: 3, normals: 2 } },
        (values, at, uniforms, [zx, zy]) => {
          const [x, y] = place(uniforms);
          values[at] = x + sigma * zx!;
          values[at + 1] = y + sigma * zy!;
        },
      ),
  };
}

/** The generator of the docstring. */
function place([u, v, half]: Float64Array): [x: number, y: number] {
  const x = 4 * u! - 2;
  const odd = Math.floor(x) % 2 === 0 ? 0 : 1;
  return [side * x, side * (v! - (half! < 0.5 ? 0 : 2) + odd)];
}
