/** dy/du at (y, u), in an array that is the integrator's to keep. */
export type Slope = (y: Float64Array, u: number) => Promise<Float64Array>;

export interface Integration {
  readonly y: Float64Array;
  /** Evaluations of the slope. */
  readonly evaluations: number;
}

// The pair of orders 5 and 4 of Dormand and Prince (1980, table 2). The last row of factors is the step itself, so that its
// slope is the first of the next step.
const nodes = [1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];
const factors = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
/** The step less that of order 4: an estimate of its error. */
const errors = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

/** A step is refused, and taken shorter, where its error is above the tolerance; the next is as long as its error allows. */
const safety = 0.9;
const [least, most] = [0.2, 10];

/**
 * Integrates dy/du from one u to another by RK45, in steps whose error, as a root mean square over all values, stays below
 * tolerance·(1 + |y|).
 * @param onStep is called after every step with the share of the way, from 0 to 1
 * @returns undefined where the slope stops being finite, or asks for steps too small to change u
 */
export async function dormandPrince(
  slope: Slope,
  start: Float64Array,
  { from, to, tolerance, onStep }: { from: number; to: number; tolerance: number; onStep?: (share: number) => void },
): Promise<Integration | undefined> {
  let y = start;
  let u = from;
  let first = await slope(y, u);
  let evaluations = 1;
  if (!first.every(Number.isFinite)) return undefined;
  let step = (to - from) / 64;
  while (u !== to) {
    const last = Math.abs(step) >= Math.abs(to - u);
    const h = last ? to - u : step;
    if (u + h === u) return undefined;
    const slopes = [first];
    let next = y;
    for (const [i, row] of factors.entries()) {
      next = moved(y, slopes, row, h);
      // As of a slope that was not: a shorter step may do.
      if (!next.every(Number.isFinite)) break;
      slopes.push(await slope(next, last && nodes[i] === 1 ? to : u + nodes[i]! * h));
      evaluations++;
    }
    const whole = slopes.length === errors.length;
    const error = whole ? errorOf(y, next, slopes, h) / tolerance : Number.POSITIVE_INFINITY;
    if (error <= 1) {
      u = last ? to : u + h;
      y = next;
      first = slopes.at(-1)!;
      onStep?.((u - from) / (to - from));
    }
    const factor = Math.min(most, Math.max(least, safety * error ** (-1 / 5)));
    // NaN shortens the step, too.
    step = h * (factor > 0 ? factor : least);
  }
  return { y, evaluations };
}

/** y + h·Σ row_i·slope_i. */
function moved(y: Float64Array, slopes: readonly Float64Array[], row: readonly number[], h: number): Float64Array {
  const result = y.slice();
  row.forEach((factor, i) => {
    const slope = slopes[i]!;
    if (factor !== 0) for (let k = 0; k < result.length; k++) result[k]! += h * factor * slope[k]!;
  });
  return result;
}

function errorOf(y: Float64Array, next: Float64Array, slopes: readonly Float64Array[], h: number): number {
  let sum = 0;
  for (let k = 0; k < y.length; k++) {
    let error = 0;
    for (let i = 0; i < errors.length; i++) error += errors[i]! * slopes[i]![k]!;
    sum += ((h * error) / (1 + Math.max(Math.abs(y[k]!), Math.abs(next[k]!)))) ** 2;
  }
  return Math.sqrt(sum / y.length);
}
