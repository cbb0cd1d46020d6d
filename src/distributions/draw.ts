import { allocating, requireInteger } from '../errors.ts';
import type { Float32Points } from '../points.ts';
import { type Key, keyOf, normals, philox, type Seed, streams, uniform } from '../random.ts';
import { requireKeys } from '../require_options.ts';
import type { LabelledPoints } from './distribution.ts';

/** Writes one draw, made of the numbers of its row, from `values[at]` on. */
export type Place = (values: Float32Array, at: number, uniforms: Float64Array, normals: Float64Array) => void;

/** The key of so many draws. @throws ArgumentError when either is not allowed */
export function drawsOf(count: number, options: { seed: Seed }): Key {
  requireInteger('count', count, 1, 0xffff_ffff);
  requireKeys('', options, { seed: true });
  return keyOf(options.seed);
}

/** Memory for draws. @throws ArgumentError when there is not enough */
export function roomForDraws(count: number, dimension: number): Float32Array {
  return allocating(() => new Float32Array(count * dimension), 'count', count);
}

/** Memory for the classes of draws. @throws ArgumentError when there is not enough */
export function roomForLabels(count: number): Uint32Array {
  return allocating(() => new Uint32Array(count), 'count', count);
}

/**
 * Independent draws, each made of its own random numbers, so that a draw does not depend on how many are asked for:
 * row r has its uniform j in (0, 1) from word r mod 4 of counter (⌊r/4⌋, j, 0) of stream `component`, and its normal j
 * from lane r mod 4 of normals(⌊r/4⌋, j, 0) of stream `data`.
 * @param needs how many uniforms and normals one draw takes.
 */
export function drawRows(
  count: number,
  options: { seed: Seed },
  { dimension, needs }: { dimension: number; needs: { uniforms: number; normals: number } },
  place: Place,
): Float32Points {
  const key = drawsOf(count, options);
  const values = roomForDraws(count, dimension);
  const words = new Uint32Array(4);
  const lanes = new Float64Array(4);
  const rows = Array.from({ length: 4 }, () => ({
    uniforms: new Float64Array(needs.uniforms),
    normals: new Float64Array(needs.normals),
  }));
  for (let first = 0; first < count; first += 4) {
    for (let j = 0; j < needs.uniforms; j++) {
      philox(words, first / 4, j, 0, streams.component, key);
      // Half a unit lower than (0, 1], so that neither end is met: 1 would belong to the part after the last.
      for (let lane = 0; lane < 4; lane++) rows[lane]!.uniforms[j] = uniform(words[lane]!) - 2 ** -25;
    }
    for (let j = 0; j < needs.normals; j++) {
      normals(first / 4, j, 0, streams.data, key, lanes);
      for (let lane = 0; lane < 4; lane++) rows[lane]!.normals[j] = lanes[lane]!;
    }
    for (let lane = 0; lane < Math.min(4, count - first); lane++) {
      place(values, (first + lane) * dimension, rows[lane]!.uniforms, rows[lane]!.normals);
    }
  }
  return { values, shape: [count, dimension] };
}

/** As `drawRows`, of a `place` that also says the class of the draw that it writes. */
export function drawLabelled(
  count: number,
  options: { seed: Seed },
  form: Parameters<typeof drawRows>[2],
  place: (...given: Parameters<Place>) => number,
): LabelledPoints<Float32Points> {
  drawsOf(count, options);
  const labels = roomForLabels(count);
  const points = drawRows(count, options, form, (values, at, uniforms, normals) => {
    labels[at / form.dimension] = place(values, at, uniforms, normals);
  });
  return { points, labels };
}
