import { ArgumentError } from '../../errors.ts';
import { requireKeys } from '../../require_options.ts';

/** Independent normals, one distribution for each coordinate: numbers that float32 can hold. */
export interface Normals {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Normals as users give them: one number stands for all coordinates, and means are 0 unless given. */
export interface NormalsOption {
  readonly mean?: number | readonly number[];
  /** Above 0. */
  readonly deviation: number | readonly number[];
}

/** Checks normals of so many coordinates, and returns a copy with one number for each. @throws ArgumentError */
export function normalsOf(argument: string, given: NormalsOption, dimension: number): Normals {
  requireKeys(argument, given, { mean: true, deviation: true });
  const listOf = (name: 'mean' | 'deviation', allowed: string, isAllowed: (value: number) => boolean): number[] => {
    const value: unknown = name === 'mean' && given.mean === undefined ? 0 : given[name];
    if (Array.isArray(value) && value.length !== dimension)
      throw new ArgumentError(`${argument}.${name}`, value, `one number, or ${dimension}, one for each coordinate`);
    const list: unknown[] = Array.isArray(value) ? [...value] : Array<unknown>(dimension).fill(value);
    return list.map((each, j) => {
      if (typeof each === 'number' && Number.isFinite(Math.fround(each)) && isAllowed(each)) return each;
      throw new ArgumentError(`${argument}.${name}${Array.isArray(value) ? `[${j}]` : ''}`, each, allowed);
    });
  };
  return {
    mean: listOf('mean', 'a finite float32 number', () => true),
    deviation: listOf('deviation', 'a finite float32 number above 0', (value) => Math.fround(value) > 0),
  };
}
