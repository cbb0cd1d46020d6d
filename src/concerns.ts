import { requireNames } from './coordinates.ts';
import { requireOneOf } from './errors.ts';
import { type Noise, requireNoise } from './noise.ts';
import { type Points, requirePoints } from './points.ts';
import { quoted } from './quoted.ts';
import { requireKeys } from './require_options.ts';
import { farOut, momentsOf, type Quartiles, quartilesOf } from './spread.ts';
import { type Standardisation, standardisations } from './transform.ts';

/** Something about data, or about noise levels for them, that would make samples wrong without an error. */
export interface Concern {
  /**
   * `far-out`: a few rows lie far beyond all others; `rounded`: float32 has few numbers where the data lie; `coarse`: the last noise
   * level blurs what the data are like; `narrow`: the first one does not reach across them.
   */
  readonly kind: 'far-out' | 'rounded' | 'coarse' | 'narrow';
  /** Coordinate, from 0, that shows it most. */
  readonly coordinate: number;
  /** Rows, from 0, that lie far out in that coordinate. */
  readonly rows: readonly number[];
  /** For people, with what to do. Rows are counted from 1 in it. */
  readonly message: string;
}

/** Beside a column, a last noise level is coarse above this part of its interquartile range, and a first one narrow below it. */
const quarter = 1 / 4;

/** float32 rounds too coarsely where its spacing is above this part of the deviation of a column. */
const finest = 1 / 1000;

const robust = "--standardise robust, or standardise: 'robust'";

/** How the data will be learned. */
export interface Learning {
  /** Of the columns; their indices, from 0, unless given. */
  readonly names?: readonly string[] | undefined;
  readonly standardise?: Standardisation | undefined;
}

/**
 * What to know of data, as they were given, before they are learned: rows far out, and, as engines compute in float32, columns whose
 * numbers that rounds, unless the data will be standardised.
 */
export function dataConcerns(data: Points, learning: Learning = {}): Concern[] {
  requirePoints('data', data);
  requireKeys('', learning, { names: true, standardise: true });
  const { names, standardise } = learning;
  if (standardise !== undefined) requireOneOf('standardise', standardise, standardisations);
  const columns = columnsOf(data, names);
  const deviationOf = (column: Column): number => column.deviation || column.plainDeviation;
  const roundedTo = (column: Column): number => spacingOf(column) / deviationOf(column);
  const far = columns.filter(({ rows }) => rows.length > 0);
  const rounded = standardise ? [] : columns.filter((column) => deviationOf(column) > 0 && roundedTo(column) > finest);
  const keeps = standardise === 'robust' ? '' : `; ${robust}, keeps the others from setting the scale`;
  return [
    ...worst(
      'far-out',
      far,
      (column) => column.plainDeviation / column.deviation,
      (column) => [
        `${rowsInWords(column, data)} far beyond the others, of which the middle half spans ${short(column.range)}`,
        `Leave out what is an error${keeps}`,
      ],
    ),
    ...worst('rounded', rounded, roundedTo, (column) => [
      `values around ${short(column.median)} are rounded to steps of ${short(spacingOf(column))} in float32, beside a deviation of ${short(deviationOf(column))}`,
      "Standardise the data: --standardise columns, or standardise: 'columns'",
    ]),
  ];
}

/** What to know of noise levels for data, both in the units in which a network learns, before one is trained or sampled from. */
export function noiseConcerns(data: Points, noise: Noise, options: Pick<Learning, 'names'> = {}): Concern[] {
  requirePoints('data', data);
  requireNoise('noise', noise);
  requireKeys('', options, { names: true });
  const { names } = options;
  const [first, last] = [noise.levels[0]!, noise.levels.at(-1)!];
  // Of a column most of whose values are equal there is no telling.
  const columns = columnsOf(data, names).filter(({ range }) => range > 0);
  const spans = (column: Column): string =>
    `which spans ${short(column.range)}${column.rows.length > 0 ? `, while ${rowsInWords(column)} far out` : ''}`;
  const coarse = columns.filter(({ range }) => last > quarter * range);
  const narrow = columns.filter(({ range }) => first < quarter * range);
  return [
    ...worst(
      'coarse',
      coarse,
      ({ range }) => 1 / range,
      (column) => [
        `the last noise level, σ = ${short(last)}, is coarse beside the middle half, ${spans(column)}`,
        `Give a lower one, or ${robust}`,
      ],
    ),
    ...worst(
      'narrow',
      narrow,
      ({ range }) => range,
      (column) => [
        `the first noise level, σ = ${short(first)}, is small beside the middle half, ${spans(column)}`,
        'Give a higher one, about the largest distance of two points, so that particles may go from any of them to any other',
      ],
    ),
  ];
}

interface Column extends Quartiles {
  readonly coordinate: number;
  readonly name: string;
  /** Of the middle half. */
  readonly range: number;
  /** With the rows far out. */
  readonly plainDeviation: number;
  /** Those far out. */
  readonly rows: readonly number[];
}

function columnsOf(data: Points, names: readonly string[] | undefined): Column[] {
  if (names !== undefined) requireNames('names', names, data.shape[1]);
  return Array.from({ length: data.shape[1] }, (_, coordinate) => {
    const quartiles = quartilesOf(data, coordinate);
    const plainDeviation = Math.sqrt(momentsOf(data, coordinate).variance);
    return {
      ...quartiles,
      ...{ coordinate, plainDeviation },
      name: names === undefined ? String(coordinate) : quoted(names[coordinate]!),
      range: quartiles.upper - quartiles.lower,
      rows: farRowsOf(data, coordinate, quartiles, plainDeviation),
    };
  });
}

/**
 * Rows far out: many interquartile ranges beyond the quartiles, in a column that has some many standard deviations from its
 * median, as a mode of its own does not, however rare. A single row of n is at most √(n − 1) deviations from the mean.
 */
function farRowsOf(
  { values, shape: [count, dimension] }: Points,
  column: number,
  { lower, median, upper }: Quartiles,
  plainDeviation: number,
): number[] {
  const reach = farOut * (upper - lower);
  const far = Math.min(farOut, 0.9 * Math.sqrt(count - 1)) * plainDeviation;
  const rows: number[] = [];
  let farthest = 0;
  if (reach === 0) return rows;
  for (let row = 0; row < count; row++) {
    const value = values[row * dimension + column]!;
    if (value >= lower - reach && value <= upper + reach) continue;
    rows.push(row);
    farthest = Math.max(farthest, Math.abs(value - median));
  }
  return farthest > far ? rows : [];
}

/** From one number of float32 to the next, where the middle half of a column lies. */
function spacingOf({ lower, upper }: Quartiles): number {
  const largest = Math.max(Math.abs(lower), Math.abs(upper));
  return largest === 0 ? 0 : 2 ** (Math.floor(Math.log2(largest)) - 23);
}

/** The concern of the column that shows it most, and how many others do. */
function worst(
  kind: Concern['kind'],
  columns: readonly Column[],
  badness: (column: Column) => number,
  words: (column: Column) => readonly [problem: string, remedy: string],
): Concern[] {
  if (columns.length === 0) return [];
  const column = columns.reduce((most, each) => (badness(each) > badness(most) ? each : most));
  const others = columns.length > 1 ? ` and ${columns.length - 1} more` : '';
  const [problem, remedy] = words(column);
  const message = `column ${column.name}${others}: ${problem}. ${remedy}.`;
  return [{ kind, coordinate: column.coordinate, rows: column.rows, message }];
}

/** The first of the rows far out, with their values if these are to be seen. */
function rowsInWords({ rows, coordinate }: Column, data?: Points): string {
  const held = (row: number): string =>
    data ? ` (${Number(data.values[row * data.shape[1] + coordinate]!.toPrecision(6))})` : '';
  const named = rows.slice(0, 3).map((row) => `${row + 1}${held(row)}`);
  const more = rows.length > named.length ? ` and ${rows.length - named.length} more` : '';
  return rows.length === 1 ? `row ${named[0]} lies` : `rows ${named.join(', ')}${more} lie`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
