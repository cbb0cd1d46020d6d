import { ArgumentError, squarable64 } from '../errors.ts';
import { type Points, requirePoints } from '../points.ts';
import { requireFunction, requireKeys } from '../require_options.ts';
import { forDistances, requireComparable, squaredDistance, tile } from './sample_sets.ts';

export interface MmdOptions {
  /** The middle width h of the kernel, in the units of x, from 1e-150 to 1e150: `medianDistance` of the reference unless given. */
  readonly bandwidth?: number;
  /** Hears now and then which share of the work is done; may throw to give up. */
  readonly report?: (done: number) => void;
}

/**
 * The squared maximum mean discrepancy of two sample sets, by the unbiased estimate (Gretton et al. 2012, equation 3):
 * mean k(x, x′) + mean k(y, y′) − 2·mean k(x, y) over different points. Its mean is 0 for equal distributions, so it may
 * be below 0; it has no unit, and k(x, x) = 1. The kernel is the mean of five normal ones,
 * k(x, y) = ⅕·Σ exp(−‖x − y‖²/(2·(c·h)²)) over c = ¼, ½, 1, 2, 4, so that both modes and their shapes are seen.
 *
 * Takes (n + m)²/2 pairs, some thirty nanoseconds each in the plane, and no memory.
 * @throws ArgumentError when a set has fewer than two points, is not finite, or is of another dimension.
 */
export function mmdSquared(samples: Points, reference: Points, options: MmdOptions = {}): number {
  requireComparable(samples, reference);
  requireKeys('', options, { bandwidth: true, report: true });
  const { bandwidth, report } = options;
  if (report !== undefined) requireFunction('report', report, '(done) => void');
  for (const [name, { shape }] of Object.entries({ samples, reference })) {
    if (shape[0] < 2) throw new ArgumentError(`${name}.shape`, shape, '[count, dimension] with a count of at least 2');
  }
  const width = bandwidth === undefined ? medianDistance(reference) : bandwidth;
  if (!isBandwidth(width))
    throw new ArgumentError('bandwidth', width, 'a number from 1e-150 to 1e150, whose square float64 holds');
  const n = samples.shape[0];
  const m = reference.shape[0];
  const pairs = (n * n) / 2 + (m * m) / 2 + n * m;
  let done = 0;
  const count = (visited: number) => {
    done += visited;
    report?.(Math.min(1, done / pairs));
  };
  const within = (2 * kernelSum(samples, samples, width, count)) / (n * (n - 1));
  const withinReference = (2 * kernelSum(reference, reference, width, count)) / (m * (m - 1));
  return within + withinReference - (2 * kernelSum(samples, reference, width, count)) / (n * m);
}

/** Whether a kernel can be so wide. */
export function isBandwidth(width: unknown): boolean {
  return typeof width === 'number' && width >= squarable64.least && width <= squarable64.most;
}

/**
 * The median of the distances between points, on evenly spread rows where there are more than 1000. Where most points are the
 * same, so that it is 0, the median of those distances that are not.
 * @throws ArgumentError when all points are the same.
 */
export function medianDistance(points: Points): number {
  requirePoints('points', points);
  const median = typicalDistance(points);
  if (median > 0) return median;
  throw new ArgumentError('reference', 'points that are all the same', 'spread out', 'Or give a bandwidth.');
}

/** As `medianDistance`, but 0 where all points are the same. */
export function typicalDistance({ values, shape: [count, dimension] }: Points): number {
  const used = Math.min(count, 1000);
  const squares = new Float64Array((used * (used - 1)) / 2);
  const row = (i: number) => Math.floor((i * count) / used);
  let filled = 0;
  for (let i = 0; i < used; i++) {
    for (let k = 0; k < i; k++) squares[filled++] = squaredDistance(values, row(i), values, row(k), dimension);
  }
  squares.sort();
  const first = squares.findIndex((square) => square > 0);
  if (first < 0) return 0;
  const counted = squares[squares.length >> 1]! > 0 ? squares : squares.subarray(first);
  return Math.sqrt(counted[counted.length >> 1]!);
}

/** Σ k(x_i, y_k) over all pairs; over i < k where both are the same set. */
function kernelSum(x: Points, y: Points, bandwidth: number, visited: (pairs: number) => void): number {
  const same = x === y;
  const scale = -1 / (2 * (4 * bandwidth) ** 2);
  let sum = 0;
  forDistances(
    x,
    y,
    (rows, columns, squares) => {
      let part = 0;
      for (let i = rows.from; i < rows.to; i++) {
        const at = (i - rows.from) * tile - columns.from;
        for (let k = same ? Math.max(columns.from, i + 1) : columns.from; k < columns.to; k++) {
          // The widest kernel. Its fourth power is that of half the width, and so on.
          const c4 = Math.exp(scale * squares[at + k]!);
          const c2 = c4 * c4 * c4 * c4;
          const c1 = c2 * c2 * c2 * c2;
          part += c4 + c2 + c1;
          // What follows is below 1e-40, and would soon be subnormal, which takes processors ten times as long.
          if (c1 < 1e-10) continue;
          const half = c1 * c1 * c1 * c1;
          part += half + half * half * half * half;
        }
      }
      sum += part;
      visited((rows.to - rows.from) * (columns.to - columns.from));
    },
    (rows, columns) => !same || columns.to > rows.from + 1,
  );
  return sum / 5;
}
