import type { Points } from '../../points.ts';

/** Samples whose known coordinates are the very numbers that were given, in float64 where these are. @param observed NaN where none is */
export function withObserved({ values, shape }: Points, observed: Points): Points {
  const given = observed.values;
  const into = values instanceof Float32Array && given instanceof Float64Array ? Float64Array.from(values) : values;
  for (let at = 0; at < into.length; at++) {
    const value = given[at % given.length]!;
    if (!Number.isNaN(value)) into[at] = value;
  }
  return { values: into, shape };
}
