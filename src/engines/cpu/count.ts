import type { AxisPlan, GridPlan } from '../plan/grid_plan.ts';
import type { Particles } from './particles.ts';

/** Counts particles in the cells of a grid. Twins: shaders/sampling/count_particles.wgsl, wasm/sampling/count.ts. */
export function countParticles({ values, count }: Particles, { x, y, cells }: GridPlan): Uint32Array {
  const counts = new Uint32Array(cells);
  const [xs, ys] = [x.coordinate * count, y.coordinate * count];
  for (let p = 0; p < count; p++) {
    const [atX, atY] = [values[xs + p]!, values[ys + p]!];
    if (isInside(x, atX) && isInside(y, atY)) counts[cellOf(y, atY) * x.cells + cellOf(x, atX)]!++;
  }
  return counts;
}

function isInside({ from, to }: AxisPlan, x: number): boolean {
  return x >= from && x < to;
}

/** The cell of a particle that is inside, in the arithmetic of float32. */
function cellOf({ from, inverse, cells }: AxisPlan, x: number): number {
  return Math.min(Math.floor(Math.fround(Math.fround(x - from) * inverse)), cells - 1);
}
