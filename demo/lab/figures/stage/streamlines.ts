import { type GridField, interpolated } from './grid_field.ts';

/** A line along a field: u and v of its points in the unit square, in the direction of the field. */
export type Streamline = Float32Array;

export interface Spacing {
  /** Distance of a new line from all others where it begins, over the side of the square. */
  readonly apart: number;
  /** Share of it at which a line ends before another. */
  readonly closest: number;
  /** Of a step along the line. */
  readonly step: number;
}

const plain: Spacing = { apart: 1 / 30, closest: 0.5, step: 1 / 200 };
/** CSS pixels between lines, at least. */
const leastApart = 14;

/** For a square of a size in CSS pixels: in a small one there are fewer lines. */
export const spacingFor = (side: number): Spacing => ({ ...plain, apart: Math.max(plain.apart, leastApart / side) });

/** Steps of a line in each direction, at most; lines of fewer points than the least are left out. */
const mostSteps = 200;
const leastPoints = 10;
/** A line ends where σ·|s| is smaller: there the direction says nothing. */
const still = 0.02;

/**
 * Lines that fill the square evenly (Jobard & Lefer 1997, with seeds in a fixed order in place of those beside the last line, so
 * that lines stay where they are while the field changes little): one begins wherever it is `apart` from all others, and ends at
 * the border, where the field vanishes, where it comes close to another, and where it closes.
 */
export function streamlinesOf(field: GridField, { apart, closest, step }: Spacing): Streamline[] {
  const taken = createTaken(apart);
  const lines: Streamline[] = [];
  for (const [u, v] of seeds(apart)) {
    if (taken.near(u, v, apart)) continue;
    const free = (u: number, v: number): boolean => !taken.near(u, v, closest * apart);
    const forward = follow(field, u, v, step, free);
    const backward = forward.closed ? [] : follow(field, u, v, -step, free).points;
    const points = [...backward.reverse(), [u, v] as const, ...forward.points];
    if (points.length < leastPoints) continue;
    for (const [u, v] of points) taken.add(u, v);
    lines.push(Float32Array.from(points.flat()));
  }
  return lines;
}

interface Followed {
  readonly points: (readonly [number, number])[];
  readonly closed: boolean;
}

/** Goes along the field by the midpoint rule, without the place that it begins at. */
function follow(
  field: GridField,
  startU: number,
  startV: number,
  step: number,
  free: (u: number, v: number) => boolean,
): Followed {
  const points: [number, number][] = [];
  const length = Math.abs(step);
  let [u, v] = [startU, startV];
  let left = false;
  for (let i = 0; i < mostSteps; i++) {
    const here = direction(field, u, v);
    if (!here) break;
    const middle = direction(field, u + 0.5 * step * here[0], v + 0.5 * step * here[1]);
    // Where the field turns about within a step there is a sink.
    if (!middle || middle[0] * here[0] + middle[1] * here[1] < 0) break;
    u += step * middle[0];
    v += step * middle[1];
    if (u < 0 || v < 0 || u > 1 || v > 1 || !free(u, v)) break;
    points.push([u, v]);
    const away = Math.hypot(u - startU, v - startV);
    left ||= away > 3 * length;
    if (left && away < length) return { points: [...points, [startU, startV]], closed: true };
  }
  return { points, closed: false };
}

function direction(field: GridField, u: number, v: number): [number, number] | undefined {
  const [x, y] = interpolated(field, u, v);
  const size = Math.hypot(x, y);
  return field.sigma * size > still ? [x / size, y / size] : undefined;
}

/** Places about `apart` from each other all over the square, in an order that jumps about. */
function* seeds(apart: number): Generator<[number, number]> {
  const count = Math.ceil(2 / apart ** 2);
  // The additive recurrence of the plastic number (Roberts 2018): its points are spread evenly from the first on.
  const plastic = 1.324717957244746;
  for (let i = 1; i <= count; i++) yield [(0.5 + i / plastic) % 1, (0.5 + i / plastic ** 2) % 1];
}

/** Points by the cell of a lattice that they are in, so that few have to be looked at. */
function createTaken(cell: number): {
  add(u: number, v: number): void;
  near(u: number, v: number, distance: number): boolean;
} {
  const side = Math.ceil(1 / cell);
  const cells: number[][] = Array.from({ length: side * side }, () => []);
  const of = (place: number): number => Math.min(side - 1, Math.max(0, Math.floor(place * side)));
  return {
    add: (u, v) => cells[of(v) * side + of(u)]!.push(u, v),
    near(u, v, distance) {
      for (let row = of(v - distance); row <= of(v + distance); row++) {
        for (let column = of(u - distance); column <= of(u + distance); column++) {
          const points = cells[row * side + column]!;
          for (let i = 0; i < points.length; i += 2) {
            if ((points[i]! - u) ** 2 + (points[i + 1]! - v) ** 2 < distance ** 2) return true;
          }
        }
      }
      return false;
    },
  };
}
