import { ArgumentError, standardiseTheData } from '../../errors.ts';
import type { FieldDescription } from '../../fields/field.ts';
import { type Known, observedOf } from '../../known.ts';
import type { Float32Points } from '../../points.ts';
import type { Key } from '../../random.ts';
import { standardised } from '../../transform.ts';
import { knownQuad } from '../cpu/known.ts';
import type { KnownPlan } from './sampling_plan.ts';

/** The largest magnitude of a known coordinate in standardised units: engines mark others by larger numbers. */
const mostKnown = 1e38;

/** Checks known coordinates and standardises them. @returns nothing where none are given @throws ArgumentError */
export function planKnown(
  argument: string,
  given: Known | undefined,
  particles: number,
  { dimension, transform }: FieldDescription,
): KnownPlan | undefined {
  if (given === undefined) return undefined;
  const observed = observedOf(argument, given, { particles, dimension });
  const values: Float32Points = transform
    ? standardised(observed, transform)
    : { values: Float32Array.from(observed.values), shape: observed.shape };
  const bad = values.values.findIndex((value) => Math.abs(value) > mostKnown);
  if (bad >= 0)
    throw new ArgumentError(
      `${argument}.values`,
      `${observed.values[bad]} in row ${Math.floor(bad / dimension)}, column ${bad % dimension} (both from 0)`,
      `at most ${mostKnown} in standardised units, since engines compute in float32`,
      transform ? undefined : standardiseTheData,
    );
  return { values, observed };
}

/** Starting points with the known coordinates in their place, with noise of a σ: a copy. */
export function withKnown(
  { values, shape }: Float32Points,
  known: KnownPlan,
  { sigma, firstQuad, key }: { readonly sigma: number; readonly firstQuad: number; readonly key: Key },
): Float32Points {
  const [count, dimension] = shape;
  const replaced = values.slice();
  const quad = new Float64Array(4);
  for (let first = 0; first < count; first += 4) {
    for (let j = 0; j < dimension; j++) {
      if (!knownQuad(known, first, j, { sigma, updates: 0, firstQuad, key }, quad)) continue;
      for (let p = first; p < Math.min(first + 4, count); p++)
        if (!Number.isNaN(quad[p - first]!)) replaced[p * dimension + j] = quad[p - first]!;
    }
  }
  return { values: replaced, shape };
}
