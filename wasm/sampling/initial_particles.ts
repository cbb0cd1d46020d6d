import { ROWS } from '../network/panels.ts';
import { normals } from '../random/normal.ts';
import { PARTICLES } from '../random/streams.ts';
import { thread } from '../thread.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import { keep_known } from './known.ts';
import type { Sampling, Stage } from './sampling.ts';

/** Draws a block of particles from normals. @param spread address of a mean and a deviation for each dimension */
export function initial_particles(item: u32, address: usize, spread: usize): void {
  const run = changetype<Sampling>(address);
  const offset = <usize>item * ROWS * 4;
  const end = min<usize>(offset + ROWS * 4, run.stride);
  for (let j: usize = 0; j < run.dimension; j++) {
    const mean = v128.load_splat<f32>(spread + 8 * j);
    const deviation = v128.load_splat<f32>(spread + 8 * j, 4);
    const plane = run.particles + j * run.stride;
    for (let group = offset; group < end; group += 64) {
      const to = plane + group;
      normals(to, run.first_quad + <u32>(group >> 4), <u32>j, 0, PARTICLES, run.key0, run.key1);
      for (let at: usize = 0; at < 64; at += 16) {
        v128.store(to + at, multiply_add(deviation, v128.load(to + at), mean));
      }
    }
  }
  if (run.known === 0) return;
  const sigma = changetype<Stage>(run.stages).known_sigma;
  keep_known(run, 0, sigma, offset, (end - offset) >> 2, run.scratch + <usize>thread * run.scratch_step);
}
