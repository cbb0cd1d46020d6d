import { ArgumentError } from '../errors.ts';
import { type Points, requirePoints } from '../points.ts';

/** The line of column names that begins a CSV file. */
export function csvHeader(names: readonly string[]): string {
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new ArgumentError('names', names, 'a list of texts');
  const cells = names.map((name) => (/[",\r\n#]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  return `${cells.join(',')}\n`;
}

/** The lines of a chunk of rows. Each number is the shortest decimal that float32, or float64, reads back as the same. */
export function csvLines(points: Points): string {
  requirePoints('points', points);
  const {
    values,
    shape: [count, dimension],
  } = points;
  const lines: string[] = [];
  for (let row = 0; row < count; row++) {
    const cells = Array.from(values.subarray(row * dimension, (row + 1) * dimension), (value) =>
      numberCell(value, values instanceof Float32Array ? 'float32' : 'float64'),
    );
    lines.push(`${cells.join(',')}\n`);
  }
  return lines.join('');
}

/**
 * A whole CSV file of points, [count, dimension], beginning with the names where they are given.
 * @throws ArgumentError when the points are misshapen or the names are not one for each column.
 */
export function writeCsv(points: Points, names?: readonly string[]): string {
  requirePoints('points', points);
  if (names !== undefined && names?.length !== points.shape[1])
    throw new ArgumentError('names', names, `${points.shape[1]} names, one for each column`);
  return (names ? csvHeader(names) : '') + csvLines(points);
}

/** The shortest decimal that reads back as the same number of this kind. */
export function numberCell(value: number, kind: 'float32' | 'float64'): string {
  return kind === 'float32' ? shortest(value) : String(value);
}

/** Nine digits tell all float32 apart, seven or eight often do. */
function shortest(value: number): string {
  let short = 0;
  for (let digits = 7; digits <= 9; digits++) {
    short = rounded(value, digits);
    if (Math.fround(short) === value) break;
  }
  return String(short);
}

const powers = Array.from({ length: 20 }, (_, exponent) => 10 ** exponent);

/**
 * The double nearest to the decimal of so many digits. For ordinary numbers by arithmetic, in half the time that
 * `toPrecision` takes: the powers of ten are exact, so that the quotient is rounded once; and no float32 is so near to a
 * power of ten that its logarithm would be rounded to an integer.
 */
function rounded(value: number, digits: number): number {
  const magnitude = Math.abs(value);
  if (magnitude < 1e-10 || magnitude >= 1e6) return Number(value.toPrecision(digits));
  const power = powers[digits - 1 - Math.floor(Math.log10(magnitude))]!;
  return Math.round(value * power) / power;
}
