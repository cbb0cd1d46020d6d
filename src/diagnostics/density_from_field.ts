import { ArgumentError, requireInteger, requirePositive } from '../errors.ts';
import { requireSquarable } from '../require_options.ts';
import { normalisedExp } from './density.ts';

/**
 * The density over a rectangle that a score field of the plane stands for: exp of the potential whose gradient is closest to
 * the field in least squares, normalised so that its sum times the area of a cell is 1. Whatever part of the field is no
 * gradient falls away: one that turns in circles within the rectangle changes nothing.
 *
 * Steps of the potential between neighbours are compared with the mean of their fields times the spacing, so errors fall with
 * the square of the spacing once it is well below the noise level; above that, the step from one part of a density to another
 * is not to be seen in the field. Takes time in proportion to the cells and to the shorter side.
 * @param field the score at the centres of the cells, [cells, 2], x fastest, the row of the smallest y first; from −1e18 to 1e18.
 * @param shape how many cells there are along x and y, each at least 1.
 * @param spacing of the centres along x and y, in the units of the points.
 * @returns the density at the centres, in the order of the field.
 * @throws ArgumentError when the field does not fit the shape, or a value is out of range.
 */
export function densityFromField(
  field: ArrayLike<number>,
  shape: readonly [cellsX: number, cellsY: number],
  spacing: readonly [dx: number, dy: number],
): Float64Array {
  requireSquarable('field', field);
  requirePair('shape', shape, 'cells along x and along y, such as [64, 64]');
  requirePair('spacing', spacing, 'the distance of neighbours along x and along y, such as [0.1, 0.1]');
  for (const [i, cells] of shape.entries()) requireInteger(`shape[${i}]`, cells, 1);
  for (const [i, distance] of spacing.entries()) requirePositive(`spacing[${i}]`, distance);
  const [cellsX, cellsY] = shape;
  if (field.length !== 2 * cellsX * cellsY)
    throw new ArgumentError('field', field, `2·${cellsX}·${cellsY} values, two for each cell of the shape`);
  const x = { cells: cellsX, stride: 1, spacing: spacing[0], component: 0 };
  const y = { cells: cellsY, stride: cellsX, spacing: spacing[1], component: 1 };
  const logs = cellsX <= cellsY ? potential(field, x, y) : potential(field, y, x);
  return normalisedExp(logs, spacing[0] * spacing[1]);
}

function requirePair(argument: string, given: readonly unknown[], what: string): void {
  if (!Array.isArray(given) || given.length !== 2) throw new ArgumentError(argument, given, what);
}

interface Axis {
  readonly cells: number;
  /** From a cell to the next in the order of the field. */
  readonly stride: number;
  readonly spacing: number;
  /** Which component of the field points along it. */
  readonly component: number;
}

/**
 * The potential φ that minimises Σ (φ(next) − φ(cell) − step)²/spacing² over all neighbours, up to a constant, in the order
 * of the field. Its normal equations are those of Poisson without flow through the border; cosines along the shorter axis
 * take them apart into one tridiagonal system each along the longer.
 */
function potential(field: ArrayLike<number>, short: Axis, long: Axis): Float64Array {
  const least = Math.min(short.spacing, long.spacing);
  const [across, along] = [(least / short.spacing) ** 2, (least / long.spacing) ** 2];
  const cosines = cosinesOf(short.cells);
  const waves = Array.from({ length: short.cells }, (_, wave) => {
    const cosine = cosines[wave]!;
    const steps = stepsAlong(field, long, short, cosine);
    if (wave === 0) return summed(steps);
    const curvature = across * 4 * Math.sin((Math.PI * wave) / (2 * short.cells)) ** 2;
    const sources = sourcesAcross(field, short, long, cosine);
    for (let k = 0; k < long.cells; k++) {
      sources[k] = across * sources[k]! + along * ((k === 0 ? 0 : steps[k - 1]!) - (k < steps.length ? steps[k]! : 0));
    }
    return solved(sources, curvature, along);
  });
  const logs = new Float64Array(short.cells * long.cells);
  for (const [wave, values] of waves.entries()) {
    for (const [i, weight] of cosines[wave]!.entries()) {
      for (let k = 0; k < long.cells; k++) logs[i * short.stride + k * long.stride]! += weight * values[k]!;
    }
  }
  return logs;
}

/** The eigenvectors of differences between neighbours in a row of cells, normalised: waves of 0, ½, 1 … turns. */
function cosinesOf(cells: number): Float64Array[] {
  return Array.from({ length: cells }, (_, wave) => {
    const scale = Math.sqrt((wave === 0 ? 1 : 2) / cells);
    return Float64Array.from({ length: cells }, (_, i) => scale * Math.cos((Math.PI * wave * (i + 0.5)) / cells));
  });
}

/** For each pair of neighbours on the long axis, the steps of the potential between them, weighted by a wave across. */
function stepsAlong(field: ArrayLike<number>, long: Axis, short: Axis, cosine: Float64Array): Float64Array {
  const steps = new Float64Array(long.cells - 1);
  for (const [i, weight] of cosine.entries()) {
    for (let k = 0; k < steps.length; k++)
      steps[k]! += weight * stepAfter(field, long, i * short.stride + k * long.stride);
  }
  return steps;
}

/** For each cell of the long axis, the steps across it that end less those that begin, weighted by a wave. */
function sourcesAcross(field: ArrayLike<number>, short: Axis, long: Axis, cosine: Float64Array): Float64Array {
  const sources = new Float64Array(long.cells);
  for (let i = 0; i + 1 < short.cells; i++) {
    const weight = cosine[i + 1]! - cosine[i]!;
    for (let k = 0; k < long.cells; k++) {
      sources[k]! += weight * stepAfter(field, short, i * short.stride + k * long.stride);
    }
  }
  return sources;
}

/** What the field says of the step of the potential from a cell to the next on an axis. */
function stepAfter(field: ArrayLike<number>, { stride, spacing, component }: Axis, cell: number): number {
  return 0.5 * spacing * (field[2 * cell + component]! + field[2 * (cell + stride) + component]!);
}

function summed(steps: Float64Array): Float64Array {
  const values = new Float64Array(steps.length + 1);
  for (const [k, step] of steps.entries()) values[k + 1] = values[k]! + step;
  return values;
}

/**
 * Solves c·φ_k + w·(differences of φ_k from its neighbours) = r_k by elimination, in place. Each pivot is kept as its excess over
 * w, a sum of positive numbers, so that nothing cancels however small c is.
 */
function solved(sources: Float64Array, curvature: number, weight: number): Float64Array {
  const last = sources.length - 1;
  const excess = new Float64Array(sources.length);
  excess[0] = curvature;
  for (let k = 1; k <= last; k++) {
    const before = excess[k - 1]!;
    const share = weight / (weight + before);
    excess[k] = curvature + share * before;
    sources[k]! += share * sources[k - 1]!;
  }
  sources[last]! /= excess[last]!;
  for (let k = last - 1; k >= 0; k--) {
    sources[k] = (sources[k]! + weight * sources[k + 1]!) / (weight + excess[k]!);
  }
  return sources;
}
