import type { SampleFloor } from '../../diagnostics/index.ts';
import type { Comparison } from '../../judging/compare.ts';
import type { ClassVerdict, Verdict } from '../../judging/judge.ts';
import type { Measure } from '../../judging/measure.ts';
import { count, percent, significant } from '../../tutorial/numbers.ts';
import type { Table } from '../../tutorial/tables.ts';
import { textTable } from './text_table.ts';

/** How far the score of the network is from the exact one, level by level. */
export function levelTable({ score }: Verdict): Table {
  return {
    head: ['noise level σ', 'score RMSE', 'exact score', 'share'],
    rows: score.map(({ sigma, rmse, exact }) => [
      significant(sigma),
      significant(rmse),
      significant(exact),
      percent(rmse / exact),
    ]),
  };
}

/** All that there is to say of one comparison: its tables, and what to know of them. */
export function comparisonText(comparison: Comparison, names?: readonly string[]): string {
  const parts = [textTable(sampleTable(comparison)), ...remarks(comparison).map((line) => `${line}\n`)];
  return [...parts, `\n${columnHeading(comparison)}\n`, textTable(columnTable(comparison, names))].join('');
}

/** How the numbers of the tables are to be read. */
export const verdictNote =
  'The floor is what as many perfect draws show: the mean ± its standard deviation from one set of draws to the next.\n' +
  'KS is the largest difference of two distribution functions, from 0 to 1; IQR is the width of the middle half of a column.\n' +
  'Score RMSE is √E‖s − ∇log p‖² over x from p at that noise level; its share is that of the exact score, √E‖∇log p‖².';

/** How far the samples are from what they are compared with. */
function sampleTable({ ks, w1, slicedW2, mmdSquared, modes, columns }: Comparison): Table {
  const rows: string[][] = [];
  const plain = (name: string, measure: Comparison['ks']): void => {
    if (measure) rows.push([name, count(measure.samples), significant(measure.value), significant(measure.floor)]);
  };
  const measured = (name: string, { value, floor, samples }: Measure, inWords = short): void => {
    rows.push([name, count(samples), inWords(value), floorInWords(floor, inWords)]);
  };
  plain('KS', ks);
  plain('W1', w1);
  measured('sliced W2', slicedW2);
  if (mmdSquared) measured('MMD²', mmdSquared, nearZero);
  if (!ks) measured('largest KS of a column', columns.largestKs);
  if (modes) {
    measured('largest error of a mode weight', modes.largestError);
    const samples = count(modes.largestError.samples);
    rows.push(['modes found', samples, String(modes.found), String(modes.weights.length)]);
  }
  return { head: ['distance', 'samples', 'value', 'floor'], rows };
}

/** How far the samples of each class are from its data. */
export function classTable(classes: readonly ClassVerdict[]): Table {
  return {
    head: ['class', 'data', 'samples', 'sliced W2', 'floor', 'MMD²', 'floor', 'largest KS', 'floor'],
    rows: classes.map(({ label, data, samples, slicedW2, mmdSquared, columns: { largestKs } }) => [
      shortName(label),
      ...[count(data), count(samples), short(slicedW2.value), floorInWords(slicedW2.floor, short)],
      ...(mmdSquared ? [nearZero(mmdSquared.value), floorInWords(mmdSquared.floor, nearZero)] : ['–', '–']),
      ...[short(largestKs.value), floorInWords(largestKs.floor, short)],
    ]),
  };
}

function remarks({ slicedW2, mmdSquared, columns }: Comparison): string[] {
  const { farShare, floor, directions } = slicedW2;
  const lines: string[] = [];
  if (directions < 256 && columns.each.length > 1)
    lines.push(
      `note: sliced W2 and its floor look along ${directions} directions, since 256 would take long at this size`,
    );
  if (!mmdSquared)
    lines.push('left out: MMD², for draws of the data are all the same, which gives its kernel no width');
  if (farShare > 0.5 || (floor.mean > 0 && floor.deviation >= floor.mean))
    lines.push(
      `note: a few far points decide the sliced W2: the outermost 1 % make ${percent(farShare)} of the square of its floor, ` +
        `${floorInWords(floor, short)}. Go by the columns`,
    );
  return lines;
}

/** Columns in the table: more would not be read. */
const columnsShown = 8;

function columnHeading({ columns: { each } }: Comparison): string {
  if (each.length <= columnsShown) return 'columns:';
  return `columns: the ${columnsShown} of ${count(each.length)} with the largest KS; --json has all`;
}

function columnTable({ columns: { each } }: Comparison, names: readonly string[] | undefined): Table {
  const worst = [...each].sort((a, b) => b.ks.value - a.ks.value).slice(0, columnsShown);
  return {
    head: ['column', 'median: samples', 'target', 'IQR: samples', 'target', 'KS', 'floor'],
    rows: (each.length <= columnsShown ? each : worst).map(({ column, samples, target, ks }) => {
      const width = target.iqr || samples.iqr;
      return [
        columnName(column, names),
        ...[samples.median, target.median].map((value) => toHundredth(value, width)),
        ...[samples.iqr, target.iqr, ks.value].map(short),
        floorInWords(ks.floor, short),
      ];
    }),
  };
}

/** Of a long name its beginning. */
function columnName(column: number, names: readonly string[] | undefined): string {
  return shortName(names?.[column] ?? String(column));
}

function shortName(name: string): string {
  return name.length > 20 ? `${name.slice(0, 19)}…` : name;
}

function floorInWords({ mean, deviation }: SampleFloor, inWords: (value: number) => string): string {
  return `${inWords(mean)} ± ${inWords(deviation)}`;
}

/** Two significant digits, of a number of any scale. */
function short(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e7) return value.toExponential(1);
  return Math.abs(value) < 1e-3 ? value.toFixed(5) : significant(value);
}

/** The unbiased MMD² of perfect draws lies around 0, where two digits would tell more than there is to know. */
function nearZero(value: number): string {
  if (Math.abs(value) < 1e-5) return '0';
  return Math.abs(value) < 1e-3 ? value.toFixed(5) : significant(value);
}

/** As many digits as tell a hundredth of a width, and at most 15. */
function toHundredth(value: number, width: number): string {
  if (value === 0) return '0';
  const magnitude = (of: number): number => Math.floor(Math.log10(Math.abs(of)));
  const digits = width > 0 ? magnitude(value) - magnitude(width) + 3 : 3;
  return String(Number(value.toPrecision(Math.max(1, Math.min(15, digits)))));
}
