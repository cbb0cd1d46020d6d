import { densityFromField, type Engine, type Model, type Points, points } from '../../../src/index.ts';
import type { FieldReport } from '../protocol.ts';
import type { Problem } from '../run/problem.ts';

/** Arrows and cells of the surface, along each side. */
const side = 24;
const fine = 64;

type Extent = readonly [readonly [number, number], readonly [number, number]];

/** The score over a square of the plane at a noise level, learned and exact. */
export async function fieldOf(
  engine: Engine,
  model: Model,
  { distribution, mixture }: Problem,
  sigma: number,
  extent: Extent,
): Promise<FieldReport> {
  const coarse = lattice(extent, side);
  const dense = lattice(extent, fine);
  const learned = await valuesOf(engine, model, coarse, sigma);
  const surface = await valuesOf(engine, model, dense, sigma);
  const exactSurface = mixture && (await valuesOf(engine, mixture, dense, sigma));
  const perturbed = distribution?.perturbed(sigma);
  const density = perturbed && Float32Array.from({ length: fine ** 2 }, (_, i) => perturbed.pdf(pointOf(dense, i)));
  const error = exactSurface && lengths(surface, sigma, exactSurface);
  const spacing = extent.map(([from, to]) => (to - from) / fine) as [number, number];
  return {
    ...{ kind: 'field', sigma, extent, side, fine, learned, density, error },
    exact: mixture && (await valuesOf(engine, mixture, coarse, sigma)),
    // What is finer than a cell is not on the grid, and sums over it would go astray.
    learnedDensity:
      sigma >= spacing[0] ? Float32Array.from(densityFromField(surface, [fine, fine], spacing)) : undefined,
    magnitude: lengths(surface, sigma),
    rmse: error && density && weightedRmse(error, density),
  };
}

/** The centres of side × side cells, x fastest, y upwards. */
function lattice([[left, right], [bottom, top]]: Extent, cells: number): Points {
  const values = new Float32Array(2 * cells * cells);
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const at = 2 * (row * cells + column);
      values[at] = left + ((column + 0.5) / cells) * (right - left);
      values[at + 1] = bottom + ((row + 0.5) / cells) * (top - bottom);
    }
  }
  return points(values, 2);
}

async function valuesOf(engine: Engine, score: Model | NonNullable<Problem['mixture']>, at: Points, sigma: number) {
  const { values } = await engine.score({ score, points: at, sigma });
  return Float32Array.from(values);
}

const pointOf = ({ values }: Points, i: number): [number, number] => [values[2 * i]!, values[2 * i + 1]!];

/** σ·|s|, or σ·|s − other|. */
function lengths(field: Float32Array, sigma: number, other?: Float32Array): Float32Array {
  return Float32Array.from({ length: field.length / 2 }, (_, i) => {
    const [x, y] = [0, 1].map((j) => field[2 * i + j]! - (other?.[2 * i + j] ?? 0)) as [number, number];
    return sigma * Math.hypot(x, y);
  });
}

function weightedRmse(error: Float32Array, density: Float32Array): number {
  let sum = 0;
  let weight = 0;
  for (const [i, p] of density.entries()) {
    sum += p * error[i]! ** 2;
    weight += p;
  }
  return Math.sqrt(sum / weight);
}
