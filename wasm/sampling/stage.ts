import { ROWS } from '../network/panels.ts';
import { normals } from '../random/normal.ts';
import { LANGEVIN } from '../random/streams.ts';
import { multiply_add } from '../vector/multiply_add.ts';
import { keep_known } from './known.ts';
import type { Sampling, Stage } from './sampling.ts';

/**
 * One update of a block, in place. Twin: src/engines/cpu/stage.ts.
 * @param offset bytes of a plane before the block
 * @param scores s of the block, in planes
 * @param noise room for four vectors
 */
export function take_stage(
  run: Sampling,
  stage: Stage,
  update: u32,
  offset: usize,
  rows: usize,
  scores: usize,
  noise: usize,
): void {
  const a = f32x4.splat(stage.a);
  const b = f32x4.splat(stage.b);
  const c = f32x4.splat(stage.c);
  const d = f32x4.splat(stage.d);
  const e = f32x4.splat(stage.e);
  const f = f32x4.splat(stage.f);
  const noisy = stage.d !== 0;
  const recalls = run.memory !== 0 && stage.c !== 0;
  const remembers = run.memory !== 0 && (stage.e !== 0 || stage.f !== 0);
  const quad = run.first_quad + <u32>(offset >> 4);
  let check = f32x4.splat(0.0);
  for (let j: usize = 0; j < run.dimension; j++) {
    const plane = j * run.stride + offset;
    for (let group: usize = 0; group < rows * 4; group += 64) {
      if (noisy) normals(noise, quad + <u32>(group >> 4), <u32>j, update, LANGEVIN, run.key0, run.key1);
      for (let at = group; at < group + 64; at += 16) {
        const x = v128.load(run.particles + plane + at);
        const s = v128.load(scores + j * ROWS * 4 + at);
        let change = f32x4.mul(b, s);
        if (noisy) change = multiply_add(d, v128.load(noise + at - group), change);
        if (recalls) change = multiply_add(c, v128.load(run.memory + plane + at), change);
        const moved = multiply_add(a, x, change);
        v128.store(run.particles + plane + at, moved);
        if (remembers) v128.store(run.memory + plane + at, multiply_add(e, x, f32x4.mul(f, s)));
        // Stays 0 as long as all are finite: 0·∞ and 0·NaN are NaN.
        check = multiply_add(moved, f32x4.splat(0.0), check);
      }
    }
  }
  if (run.known !== 0) {
    const is_last = changetype<Stage>(changetype<usize>(stage) + offsetof<Stage>()).first === update + 1;
    keep_known(run, update + 1, is_last ? stage.next_sigma : stage.known_sigma, offset, rows, noise);
  }
  if (!v128.any_true(f32x4.ne(check, f32x4.splat(0.0)))) return;
  if (!all_finite(run, offset, rows)) store<u32>(run.finite, 0);
}

/** Whether the particles of a block are finite; what fills up the last group does not count. */
function all_finite(run: Sampling, offset: usize, rows: usize): bool {
  for (let j: usize = 0; j < run.dimension; j++) {
    const plane = run.particles + j * run.stride;
    for (let at = offset; at < offset + rows * 4; at += 4) {
      const place = at >> 2;
      const particle = (place & ~15) + ((place & 3) << 2) + ((place >> 2) & 3);
      if (particle < run.count && !Number.isFinite(load<f32>(plane + at))) return false;
    }
  }
  return true;
}
