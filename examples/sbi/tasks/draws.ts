import { drawRows, type Place } from '../../../src/distributions/draw.ts';
import type { Points } from '../../../src/index.ts';

/** How many numbers a draw has, and how many uniforms in (0, 1) and standard normals it is made of. */
export interface Needs {
  readonly dimension: number;
  readonly uniforms: number;
  readonly normals: number;
}

/** Independent draws. @param place writes one from `values[at]` on. */
export function draws(count: number, seed: number, { dimension, ...needs }: Needs, place: Place): Points {
  return drawRows(count, { seed }, { dimension, needs }, place);
}

/** Draws of a uniform prior. */
export function uniformPrior(count: number, seed: number, dimension: number, [from, to]: readonly [number, number]) {
  return draws(count, seed, { dimension, uniforms: dimension, normals: 0 }, (values, at, uniforms) => {
    for (let j = 0; j < dimension; j++) values[at + j] = from + (to - from) * uniforms[j]!;
  });
}

/** Most candidates for a draw. Of SLCP one observation in some hundred needs more than a thousand: those whose points lie far outside the prior. */
const mostCandidates = 20_000;

/**
 * Rejection sampling: of candidates those that are accepted, in their order, until there are so many.
 * @param place writes a candidate, and says whether it is accepted.
 */
export function accepted(
  count: number,
  seed: number,
  needs: Needs,
  place: (...given: Parameters<Place>) => boolean,
): Points {
  const { dimension } = needs;
  // Row r is the same however many are drawn, so that drawing more only adds to what was there.
  for (let candidates = 2 * count + 20; candidates <= mostCandidates * (count + 20); candidates *= 2) {
    const kept = new Float32Array(count * dimension);
    let found = 0;
    const candidate = new Float32Array(dimension);
    draws(candidates, seed, { ...needs, dimension: 1 }, (_, __, uniforms, normals) => {
      if (found === count || !place(candidate, 0, uniforms, normals)) return;
      kept.set(candidate, dimension * found++);
    });
    if (found === count) return { values: kept, shape: [count, dimension] };
  }
  throw new Error(`fewer than ${count} of ${mostCandidates * (count + 20)} candidates were accepted`);
}

/** Whether all numbers of a draw lie within bounds. */
export function within(values: Float32Array, [from, to]: readonly [number, number]): boolean {
  return values.every((value) => value >= from && value <= to);
}
