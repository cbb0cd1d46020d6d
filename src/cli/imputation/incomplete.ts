import { squarable64 } from '../../errors.ts';
import type { Columns } from '../../files/csv_columns.ts';
import { isIndexName } from '../../files/csv_index.ts';
import type { ReadTable } from '../../files/csv_reader.ts';
import type { Model } from '../../network.ts';
import type { Points } from '../../points.ts';
import { listed, quoted, quotedWhole } from '../../quoted.ts';
import { areNumbers, requireSameCoordinates } from '../columns.ts';
import { UsageError } from '../exit.ts';
import { type FileSource, loadIncomplete } from '../files/load.ts';
import { describeSource } from '../options/source.ts';

/** Points some of whose coordinates are missing, as a model has them. */
export interface Incomplete {
  /** [rows, dimension], NaN where a coordinate is missing. */
  readonly points: Points;
  /** Numbers of the rows that have gaps. */
  readonly rows: Uint32Array;
  /** Coordinates that are missing in all. */
  readonly gaps: number;
  /** The table that they stand in, where it is one, and for each coordinate its column there; −1 where there is none. */
  readonly table?: ReadTable['table'];
  readonly columns: readonly number[];
  /** Of one point. */
  readonly shape: readonly number[];
  readonly notes: readonly string[];
}

/** Reads a file with gaps for a model. @throws PathError, UsageError when its columns are not those of the model */
export async function readGaps(
  source: FileSource,
  { file, model }: { readonly file: string; readonly model: Model },
  absent: 'refuse' | 'draw',
): Promise<Incomplete> {
  const { coordinates, network } = model;
  const { dimension } = network;
  let columns: number[] = [];
  const found = await loadIncomplete(source, (given) => {
    columns = columnsOf(given, { names: coordinates?.names, dimension, source, absent });
    return columns.filter((column) => column >= 0);
  });
  if (columns.length === 0)
    columns = [...(found.table?.taken ?? Array.from({ length: found.points.shape[1] }, (_, j) => j))];
  if (columns.length !== dimension)
    throw new UsageError(
      `--data: ${describeSource(source)} has ${found.points.shape[1]} coordinates a point, but the model in ${file} has ${dimension}`,
    );
  requireSameCoordinates({ source, found: absent === 'draw' ? {} : found }, { file, coordinates });
  const points = widened(found.points, columns);
  const { rows, gaps } = gapsOf(points, describeSource(source));
  return {
    ...{ points, rows, gaps, columns, shape: found.shape, notes: found.notes },
    ...(found.table && { table: found.table.table }),
  };
}

/** For each coordinate of a model its column in a table, −1 where it has none: by name if both have names, else in order. */
function columnsOf(
  { names: given, width }: Columns,
  {
    names,
    dimension,
    source,
    absent,
  }: { names: readonly string[] | undefined; dimension: number; source: FileSource; absent: 'refuse' | 'draw' },
): number[] {
  const which = describeSource(source);
  if (!names || !given || areNumbers(names) || names.includes('')) {
    const first = width === dimension + 1 && isIndexName(given?.[0]) ? 1 : 0;
    if (width - first === dimension) return Array.from({ length: dimension }, (_, j) => first + j);
    throw new UsageError(
      `--data: ${which} has ${width} columns, but the model has ${dimension}, and names do not tell which they are; choose them by --columns`,
    );
  }
  const twice = names.find((name) => given.indexOf(name) !== given.lastIndexOf(name));
  if (twice !== undefined)
    throw new UsageError(`--data: ${which} has several columns named ${quoted(twice)}; choose by number, --columns`);
  const lacking = names.filter((name) => !given.includes(name));
  if (lacking.length === names.length)
    throw new UsageError(`--data: ${which} has no column of the model, whose columns are ${listed(names)}`);
  if (lacking.length > 0 && absent === 'refuse')
    throw new UsageError(
      `--data: ${which} has no column ${listed(lacking)}, which the model has; --absent draw draws what is not there, too`,
    );
  return names.map((name) => given.indexOf(name));
}

/** All coordinates of a model, with NaN in those that have no column. */
function widened({ values, shape: [count, width] }: Points, columns: readonly number[]): Points {
  const dimension = columns.length;
  if (width === dimension) return { values, shape: [count, dimension] };
  const wide = new Float64Array(count * dimension).fill(Number.NaN);
  const present = columns.flatMap((column, j) => (column >= 0 ? [j] : []));
  for (let row = 0; row < count; row++)
    present.forEach((j, i) => {
      wide[row * dimension + j] = values[row * width + i]!;
    });
  return { values: wide, shape: [count, dimension] };
}

/** @throws UsageError where a value is beyond what engines take */
function gapsOf({ values, shape: [count, dimension] }: Points, source: string): { rows: Uint32Array; gaps: number } {
  const rows: number[] = [];
  let gaps = 0;
  for (let row = 0; row < count; row++) {
    const before = gaps;
    for (let j = 0; j < dimension; j++) {
      const value = values[row * dimension + j]!;
      if (Number.isNaN(value)) gaps++;
      else if (Math.abs(value) > squarable64.most)
        throw new UsageError(
          `--data: ${value} in row ${row}, coordinate ${j} of ${source} (both from 0) is beyond ${squarable64.most}; mend it, or empty the cell to have it drawn`,
        );
    }
    if (gaps > before) rows.push(row);
  }
  return { rows: Uint32Array.from(rows), gaps };
}

/** The rows that have gaps alone. */
export function rowsWithGaps({ points, rows }: Incomplete): Points {
  const [, dimension] = points.shape;
  const values = new Float64Array(rows.length * dimension);
  rows.forEach((row, i) => {
    values.set(points.values.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return { values, shape: [rows.length, dimension] };
}

/** Refuses a table that has a column of the name under which the number of a draw would stand. @throws UsageError */
export function requireNoColumn(name: string, { table }: Incomplete): void {
  if (table?.names?.includes(name))
    throw new UsageError(
      `--data: it has a column ${quotedWhole(name)}, as the number of a draw is to be called; give it another name, or make one draw at a time by --seed`,
    );
}
