import { meanAndDeviation, type SampleFloor } from '../diagnostics/index.ts';

/** A number with what as many perfect draws show. */
export interface Measure {
  readonly value: number;
  readonly floor: SampleFloor;
  /** How many samples it looks at. */
  readonly samples: number;
}

/** A measure of the samples, which comes first, and of perfect draws. */
export function measureOf([value, ...perfect]: readonly number[], samples: number): Measure {
  return { value: value!, floor: meanAndDeviation(perfect), samples };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
