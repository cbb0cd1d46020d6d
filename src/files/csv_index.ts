/** What pandas and R write above an index. */
export function isIndexName(name: string | undefined): boolean {
  return name === '' || name === 'Unnamed: 0';
}

/** Whether the first column holds whole numbers, each of them once, as an index does of which rows were taken out. */
export function areRowNames(values: Float64Array, width: number): boolean {
  const first = Float64Array.from({ length: values.length / width }, (_, row) => values[row * width]!).sort();
  return first.every((value, i) => Number.isSafeInteger(value) && value >= 0 && value !== first[i - 1]);
}

/** Rows without their first column. */
export function withoutFirst(values: Float64Array, width: number): Float64Array {
  const kept = new Float64Array((values.length / width) * (width - 1));
  for (let row = 0; row * width < values.length; row++)
    kept.set(values.subarray(row * width + 1, (row + 1) * width), row * (width - 1));
  return kept;
}
