import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { bytesOfNumbers } from '../../files/bytes.ts';
import type { Points } from '../../points.ts';
import { headingOf } from '../columns.ts';
import { columnNames } from '../files/parquet_content.ts';
import { headerOf, type SampleForm } from '../files/sample_content.ts';
import { bytesOf } from '../files/write.ts';

/** Bytes that are read at a time. */
const atOnce = 2 ** 20;

/**
 * The points of a part, some at a time, in order: of a file that this release wrote and that was found to be unchanged since, so that
 * it has nothing else in it. @throws Error of the system
 */
export function readPart(path: string, form: SampleForm): AsyncGenerator<Points> {
  if (form.format === 'parquet') return parquetPoints(path, form);
  return form.format === 'npy' ? npyPoints(path, form) : csvPoints(path, form);
}

function pointsOf(values: Points['values'], dimension: number): Points {
  return { values, shape: [values.length / dimension, dimension] };
}

function room({ kind }: SampleForm, size: number): Float32Array | Float64Array {
  return kind === 'float32' ? new Float32Array(size) : new Float64Array(size);
}

async function* npyPoints(path: string, form: SampleForm): AsyncGenerator<Points> {
  const { particles, dimension } = form;
  const rows = Math.max(1, Math.floor(atOnce / (8 * dimension)));
  const file = await open(path);
  try {
    let position = bytesOf(headerOf({ ...form, format: 'npy' })).length;
    for (let row = 0; row < particles; row += rows) {
      const values = room(form, dimension * Math.min(rows, particles - row));
      await fill(file, bytesOfNumbers(values), position);
      position += values.byteLength;
      yield pointsOf(values, dimension);
    }
  } finally {
    await file.close();
  }
}

/** Reads as many bytes as there is room for. */
async function fill(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let filled = 0; filled < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) throw new Error('it ended while it was read');
    filled += bytesRead;
  }
}

async function* csvPoints(path: string, form: SampleForm): AsyncGenerator<Points> {
  const start = bytesOf(headerOf({ ...form, format: 'csv' })).length;
  let rest = '';
  for await (const piece of createReadStream(path, { start, highWaterMark: atOnce })) {
    const text = rest + piece.toString('latin1');
    const end = text.lastIndexOf('\n');
    rest = text.slice(end + 1);
    if (end < 0) continue;
    const cells = text.slice(0, end).split(/[,\n]/);
    const values = room(form, cells.length);
    for (let i = 0; i < cells.length; i++) values[i] = Number(cells[i]);
    yield pointsOf(values, form.dimension);
  }
}

async function* parquetPoints(path: string, form: SampleForm): AsyncGenerator<Points> {
  // No other command is to load it.
  const { parquetMetadataAsync, parquetRead } = await import('hyparquet');
  const opened = await open(path);
  try {
    const { size } = await opened.stat();
    const file = {
      byteLength: size,
      async slice(start: number, end = size): Promise<ArrayBuffer> {
        const bytes = new Uint8Array(end - start);
        await fill(opened, bytes, start);
        return bytes.buffer;
      },
    };
    const { dimension, coordinates } = form;
    const columns = new Map(columnNames(headingOf(coordinates, dimension)).map((name, j) => [name, j]));
    const metadata = await parquetMetadataAsync(file);
    let rowStart = 0;
    for (const { num_rows } of metadata.row_groups) {
      const first = rowStart;
      const rowEnd = first + Number(num_rows);
      const values = room(form, dimension * (rowEnd - first));
      await parquetRead({
        ...{ file, metadata, rowStart, rowEnd },
        onChunk({ columnName, columnData, rowStart: from }) {
          const column = columns.get(columnName)!;
          for (let i = 0; i < columnData.length; i++) values[(from - first + i) * dimension + column] = columnData[i];
        },
      });
      yield pointsOf(values, dimension);
      rowStart = rowEnd;
    }
  } finally {
    await opened.close();
  }
}
