import type { Coordinates } from '../../coordinates.ts';
import { csvHeader, csvLines, npyHeader, npyRows } from '../../files/index.ts';
import type { Points } from '../../points.ts';
import { headingOf } from '../columns.ts';
import { enlarged, gridOfImages, type ImageLayout, shadesOf } from './image_grid.ts';
import { parquetContent } from './parquet_content.ts';
import { png } from './png.ts';

/** What samples are written as. */
export interface SampleForm {
  readonly format: 'csv' | 'npy' | 'parquet' | 'png';
  readonly particles: number;
  readonly dimension: number;
  readonly kind: 'float32' | 'float64';
  readonly coordinates: Coordinates;
  /** Of a picture. */
  readonly layout?: ImageLayout | undefined;
  /** Of a Parquet file: keys and values that say where the samples come from. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Numbers that are written at one go. */
const writtenValues = 2 ** 14;

/** What is written, piece by piece, while the samples are drawn. */
export async function* sampleContent(
  form: SampleForm,
  samples: AsyncIterable<Points>,
): AsyncGenerator<string | Uint8Array> {
  const { format, dimension, kind, coordinates, metadata = {} } = form;
  if (format === 'png') {
    yield await pictureOf(form, samples);
    return;
  }
  if (format === 'parquet') {
    yield* parquetContent({ columns: headingOf(coordinates, dimension), kind, metadata }, samples);
    return;
  }
  const csv = format === 'csv';
  const header = headerOf({ ...form, format });
  let begun = false;
  for await (const chunk of samples) {
    // Not before there are samples: what fails leaves nothing.
    if (!begun) yield header;
    begun = true;
    for (const part of partsOf(chunk)) yield csv ? csvLines(part) : npyRows(part);
  }
}

/** What comes before the rows. */
export function headerOf({
  format,
  particles,
  dimension,
  kind,
  coordinates,
}: SampleForm & { format: 'csv' | 'npy' }): string | Uint8Array {
  if (format === 'csv') return csvHeader(headingOf(coordinates, dimension));
  return npyHeader([particles, ...(coordinates.shape ?? [dimension])], kind);
}

/** Smaller pictures are enlarged to about so many dots a side. */
const leastDots = 600;

/** All of them side by side, in about as many rows as columns. */
async function pictureOf({ particles, layout }: SampleForm, samples: AsyncIterable<Points>): Promise<Uint8Array> {
  const values: number[] = [];
  let dimension = 1;
  for await (const chunk of samples) {
    for (const value of chunk.values) values.push(value);
    [, dimension] = chunk.shape;
  }
  const all: Points = { values: Float64Array.from(values), shape: [particles, dimension] };
  const grid = gridOfImages(all, layout!, Math.ceil(Math.sqrt(particles)), shadesOf(all));
  return png(enlarged(grid, Math.max(1, Math.floor(leastDots / Math.max(grid.width, grid.height)))));
}

/** Whole numbers where the data had nothing else. */
export async function* rounded(samples: AsyncIterable<Points>, columns: readonly number[]): AsyncGenerator<Points> {
  for await (const chunk of samples) {
    const { values, shape } = chunk;
    for (let row = 0; row < values.length; row += shape[1]) {
      for (const column of columns) values[row + column] = Math.round(values[row + column]!) + 0;
    }
    yield chunk;
  }
}

/** Samples with a column more, whose value depends on the number of the sample. */
export async function* withColumn(
  samples: AsyncIterable<Points>,
  first: number,
  valueAt: (row: number) => number,
): AsyncGenerator<Points> {
  let done = first;
  for await (const { values, shape } of samples) {
    const [rows, dimension] = shape;
    const Values = values.constructor as Float32ArrayConstructor;
    const wider = new Values(rows * (dimension + 1));
    for (let row = 0; row < rows; row++) {
      wider.set(values.subarray(row * dimension, (row + 1) * dimension), row * (dimension + 1));
      wider[row * (dimension + 1) + dimension] = valueAt(done + row);
    }
    done += rows;
    yield { values: wider, shape: [rows, dimension + 1] };
  }
}

/** The samples in order, so many rows at a time, not copied. */
function* partsOf({ values, shape: [rows, dimension] }: Points): Generator<Points> {
  const step = Math.max(1, Math.floor(writtenValues / dimension));
  for (let row = 0; row < rows; row += step) {
    const part = values.subarray(row * dimension, (row + step) * dimension);
    yield { values: part, shape: [part.length / dimension, dimension] };
  }
}
