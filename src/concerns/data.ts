import { requireOneOf, squarable } from '../errors.ts';
import { type Points, requirePoints } from '../points.ts';
import { requireKeys } from '../require_options.ts';
import { type Standardisation, standardisations } from '../transform.ts';
import { type Column, columnsOf, rowsInWords } from './columns.ts';
import { type Concern, remedies, short, worst } from './concern.ts';

/** float32 rounds too coarsely where its spacing is above this part of the deviation of a column. */
const finest = 1 / 1000;

/** A column is lost beside another that is so many times as wide. */
const unevenly = 100;

/** Columns that are compared by their widths: pixels of images are narrow where they are mostly black. */
const fewColumns = 32;

/** How the data will be learned. */
export interface Learning {
  /** Of the columns; their numbers, from 0, unless given. */
  readonly names?: readonly string[] | undefined;
  readonly standardise?: Standardisation | undefined;
}

/**
 * What to know of data, as they were given, before they are learned: rows far out; and, unless they will be standardised, columns
 * whose numbers float32 rounds or does not hold, and columns of different widths.
 */
export function dataConcerns(data: Points, learning: Learning = {}): Concern[] {
  requirePoints('data', data);
  requireKeys('', learning, { names: true, standardise: true });
  const { names, standardise } = learning;
  if (standardise !== undefined) requireOneOf('standardise', standardise, standardisations);
  const columns = columnsOf(data, names);
  const far = columns.filter(({ rows }) => rows.length > 0);
  const keeps = standardise === 'robust' ? '' : `; ${remedies.robust}, keeps the others from setting the scale`;
  return [
    ...worst(
      'far-out',
      far,
      ({ rows }) => rows.length,
      (column) => [
        `${rowsInWords(column, data)} far beyond the others, of which the middle half spans ${short(column.range)}`,
        `Leave out what is an error${keeps}`,
      ],
    ),
    ...(standardise ? [] : unitConcerns(columns, far.length > 0)),
  ];
}

/** @param far whether rows lie far out, which then should not set the scale either */
function unitConcerns(columns: readonly Column[], far: boolean): Concern[] {
  const varied = columns.filter(({ deviation }) => deviation > 0);
  const remedy = `Standardise the data: ${far ? remedies.robust : remedies.columns}`;
  const roundedTo = (column: Column): number => spacingOf(column) / column.deviation;
  const strange = varied.filter(({ deviation }) => deviation < squarable.least || deviation > squarable.most);
  const deviations = varied.map(({ deviation }) => deviation);
  const widest = Math.max(...deviations);
  const isUneven = columns.length <= fewColumns && widest > unevenly * Math.min(...deviations);
  if (strange.length > 0)
    return worst(
      'units',
      strange,
      ({ deviation }) => Math.abs(Math.log(deviation)),
      (column) => [`its deviation, ${short(column.deviation)}, is beyond what float32 computes with`, remedy],
    );
  return [
    ...worst(
      'rounded',
      varied.filter((column) => roundedTo(column) > finest),
      roundedTo,
      (column) => [
        `values around ${short(column.median)} are rounded to steps of ${short(spacingOf(column))} in float32, beside a deviation of ${short(column.deviation)}`,
        remedy,
      ],
    ),
    ...worst(
      'uneven',
      isUneven ? varied.filter(({ deviation }) => widest > unevenly * deviation) : [],
      ({ deviation }) => 1 / deviation,
      (column) => [
        `its deviation, ${short(column.deviation)}, is lost beside that of another column, ${short(widest)}`,
        remedy,
      ],
    ),
  ];
}

/** From one number of float32 to the next, where the middle half of a column lies. */
function spacingOf({ lower, upper }: Column): number {
  const largest = Math.max(Math.abs(lower), Math.abs(upper));
  return largest === 0 ? 0 : 2 ** (Math.floor(Math.log2(largest)) - 23);
}
