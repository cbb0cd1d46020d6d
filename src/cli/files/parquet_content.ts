import type { Points } from '../../points.ts';

/** What a Parquet file is to say besides its numbers. */
export interface ParquetForm {
  /** Names of the columns. */
  readonly columns: readonly string[];
  readonly kind: 'float32' | 'float64';
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Rows of a row group, which is held in memory: some million numbers, but never so few rows that the footer, which has an entry for
 * each column of each group, would grow with the file.
 */
export function rowsOfGroup(dimension: number): number {
  return Math.max(2 ** 14, Math.min(2 ** 20, Math.floor(2 ** 22 / dimension)));
}

/** Bytes of a page, what readers take at a time. */
const pageSize = 2 ** 20;

/**
 * A Parquet file, piece by piece as the points come: columns FLOAT or DOUBLE in plain encoding, for compression finds nothing in
 * such numbers. The bytes depend on the points alone, not on how they are cut into chunks.
 */
export async function* parquetContent(
  { columns: names, kind, metadata }: ParquetForm,
  samples: AsyncIterable<Points>,
): AsyncGenerator<Uint8Array> {
  // No other command is to load it.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const columns = columnNames(names);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    codec: 'UNCOMPRESSED',
    createdBy: 'scorefield',
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map((name) => ({
        name,
        type: kind === 'float32' ? ('FLOAT' as const) : ('DOUBLE' as const),
        repetition_type: 'REQUIRED' as const,
      })),
    ],
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  const taken = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  };
  const rows = rowsOfGroup(columns.length);
  const group = columns.map(() => (kind === 'float32' ? new Float32Array(rows) : new Float64Array(rows)));
  let filled = 0;
  function* written(): Generator<Uint8Array> {
    const columnData = columns.map((name, j) => ({
      name,
      data: group[j]!.subarray(0, filled),
      encoding: 'PLAIN' as const,
      // Where pages begin is found in the file itself; kept of each, it would grow with it.
      offsetIndex: false,
    }));
    // Synchronous, as it has nothing to wait for.
    void writer.write({ columnData, rowGroupSize: filled, pageSize });
    filled = 0;
    yield taken();
  }
  for await (const { values, shape } of samples) {
    const [count, dimension] = shape;
    for (let row = 0; row < count; ) {
      const end = Math.min(count, row + rows - filled);
      for (let j = 0; j < dimension; j++) {
        const column = group[j]!;
        for (let i = row; i < end; i++) column[filled + i - row] = values[i * dimension + j]!;
      }
      filled += end - row;
      row = end;
      if (filled === rows) yield* written();
    }
  }
  if (filled > 0) yield* written();
  void writer.finish();
  yield taken();
}

/** Names of which no two are the same, as readers want them: a number behind one that was there before. */
export function columnNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 1; seen.has(free) || (free !== name && taken.has(free)); n++) free = `${name}.${n}`;
    seen.add(free);
    return free;
  });
}
