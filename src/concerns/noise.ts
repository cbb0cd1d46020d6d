import { type Noise, requireNoise } from '../noise.ts';
import { type Points, requirePoints } from '../points.ts';
import { requireKeys } from '../require_options.ts';
import { type Column, columnsOf, rowsInWords } from './columns.ts';
import { type Concern, remedies, short, worst } from './concern.ts';
import type { Learning } from './data.ts';

/** Beside a column, a last noise level is coarse above this part of its interquartile range, and a first one narrow below it. */
const quarter = 1 / 4;

/** What to know of noise levels for data, both in the units in which a network learns, before one is trained or sampled from. */
export function noiseConcerns(data: Points, noise: Noise, options: Pick<Learning, 'names'> = {}): Concern[] {
  requirePoints('data', data);
  requireNoise('noise', noise);
  requireKeys('', options, { names: true });
  const [first, last] = [noise.levels[0]!, noise.levels.at(-1)!];
  // Of a column most of whose values are equal there is no telling.
  const columns = columnsOf(data, options.names).filter(({ range }) => range > 0);
  const spans = (column: Column): string =>
    `which spans ${short(column.range)}${column.rows.length > 0 ? `, while ${rowsInWords(column)} far out` : ''}`;
  const coarse = columns.filter(({ range }) => last > quarter * range);
  const narrow = columns.filter(({ range }) => first < quarter * range);
  // Rows far out raise the levels that are advised, and standardising that goes by quartiles does not let them.
  const lower = coarse.some(({ rows }) => rows.length > 0)
    ? `Give a lower one, or ${remedies.robust}`
    : coarse.length < columns.length
      ? `Give a lower one, or ${remedies.columns}`
      : 'Give a lower one';
  return [
    ...worst(
      'coarse',
      coarse,
      ({ range }) => 1 / range,
      (column) => [
        `the last noise level, σ = ${short(last)}, is coarse beside the middle half, ${spans(column)}`,
        lower,
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
