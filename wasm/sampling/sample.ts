import { score, set_level } from '../fields/score.ts';
import { ROWS } from '../network/panels.ts';
import { thread } from '../thread.ts';
import type { Sampling, Stage } from './sampling.ts';
import { take_stage } from './stage.ts';

/** Takes block `first_block + item` through the updates `first` … `end − 1`. */
export function sample(item: u32, address: usize, first: u32, end: u32, first_block: u32): void {
  const run = changetype<Sampling>(address);
  const offset = <usize>(first_block + item) * ROWS * 4;
  const rows = min<usize>(ROWS, (run.stride - offset) >> 2);
  const dimension: usize = run.dimension;
  const noise = run.scratch + <usize>thread * run.scratch_step;
  const scores = noise + 64;
  const own = noise + run.scratch_fields;
  let entry = stage_of(run, first);
  let sigma: u32 = u32.MAX_VALUE;
  for (let update = first; update < end; update++) {
    while (changetype<Stage>(entry + offsetof<Stage>()).first <= update) entry += offsetof<Stage>();
    const stage = changetype<Stage>(entry);
    if (stage.sigma !== sigma) {
      sigma = stage.sigma;
      set_level(run.fields, run.field_count, dimension, sigma, own);
    }
    score(run.fields, run.field_count, dimension, sigma, run.particles + offset, run.stride, scores, rows, own);
    take_stage(run, stage, update, offset, rows, scores, noise);
  }
}

/** Address of the stage that holds an update. */
function stage_of(run: Sampling, update: u32): usize {
  let low: usize = 0;
  let high = run.stage_count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (changetype<Stage>(run.stages + middle * offsetof<Stage>()).first <= update) low = middle;
    else high = middle - 1;
  }
  return run.stages + low * offsetof<Stage>();
}
