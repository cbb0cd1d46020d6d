import { requireNames } from '../coordinates.ts';
import type { Points } from '../points.ts';
import { quoted } from '../quoted.ts';
import { farOut, momentsOf, type Quartiles, quartilesOf } from '../spread.ts';

/** What there is to know of a column before it is learned. */
export interface Column extends Omit<Quartiles, 'deviation'> {
  readonly coordinate: number;
  readonly name: string;
  /** Of the middle half. */
  readonly range: number;
  /** By quartiles; where half of the values are the same, the standard deviation. */
  readonly deviation: number;
  /** Those far out. */
  readonly rows: readonly number[];
}

/** @param names of the columns; their numbers, from 0, unless given */
export function columnsOf(data: Points, names: readonly string[] | undefined): Column[] {
  if (names !== undefined) requireNames('names', names, data.shape[1]);
  return Array.from({ length: data.shape[1] }, (_, coordinate) => {
    const quartiles = quartilesOf(data, coordinate);
    const deviation = Math.sqrt(momentsOf(data, coordinate).variance);
    return {
      ...quartiles,
      ...{ coordinate, deviation: quartiles.deviation || deviation },
      name: names === undefined ? String(coordinate) : quoted(names[coordinate]!),
      range: quartiles.upper - quartiles.lower,
      rows: farRowsOf(data, coordinate, quartiles, deviation),
    };
  });
}

/**
 * Rows far out: many interquartile ranges beyond the quartiles, in a column that has some many standard deviations from its
 * median, as a mode of its own does not, however rare; or where those beyond are all one number of nines, which stands for a missing
 * value. A single row of n is at most √(n − 1) deviations from the mean.
 */
function farRowsOf(
  { values, shape: [count, dimension] }: Points,
  column: number,
  { lower, median, upper }: Quartiles,
  deviation: number,
): number[] {
  const reach = farOut * (upper - lower);
  const far = Math.min(farOut, 0.9 * Math.sqrt(count - 1)) * deviation;
  const rows: number[] = [];
  const beyond = new Set<number>();
  let farthest = 0;
  if (reach === 0) return rows;
  for (let row = 0; row < count; row++) {
    const value = values[row * dimension + column]!;
    if (value >= lower - reach && value <= upper + reach) continue;
    rows.push(row);
    beyond.add(value);
    farthest = Math.max(farthest, Math.abs(value - median));
  }
  const [only] = beyond;
  return farthest > far || (beyond.size === 1 && isNines(only!)) ? rows : [];
}

/** −99, 999, 9999.9 and the like. */
function isNines(value: number): boolean {
  return /^-?9{2,}(\.9+)?$/.test(String(value));
}

/** The first of the rows far out, with their values if these are to be seen. */
export function rowsInWords({ rows, coordinate }: Column, data?: Points): string {
  const held = (row: number): string =>
    data ? ` (${Number(data.values[row * data.shape[1] + coordinate]!.toPrecision(6))})` : '';
  const named = rows.slice(0, 3).map((row) => `${row + 1}${held(row)}`);
  const more = rows.length > named.length ? ` and ${rows.length - named.length} more` : '';
  return rows.length === 1 ? `row ${named[0]} lies` : `rows ${named.join(', ')}${more} lie`;
}
