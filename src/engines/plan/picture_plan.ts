import { type Picture, requirePicture } from '../../picture.ts';
import { rampOf } from '../../shading.ts';
import { type GridPlan, planGrid } from './grid_plan.ts';
import type { SamplingPlan } from './sampling_plan.ts';

/** A picture after its checks: a copy. */
export interface PicturePlan {
  readonly grid: GridPlan;
  /** Colours from no particles to many, see shading.ts. */
  readonly ramp: Uint32Array<ArrayBuffer>;
  /** Exposure that one particle adds to its cell. */
  readonly gain: number;
}

/** Checks a picture and takes its grid to the units of the particles. @throws ArgumentError */
export function planPicture(argument: string, picture: Picture, plan: SamplingPlan): PicturePlan {
  requirePicture(argument, picture, plan.dimension);
  const grid = planGrid(`${argument}.grid`, picture.grid, plan);
  return { grid, ramp: rampOf(picture.palette), gain: (picture.exposure * grid.cells) / plan.particles };
}
