/** Losses of a training in as many columns as there are pixels: a million steps cost no more to draw than a thousand. */
export interface Columns {
  /** Smallest, largest and sum of the values of each column, and how many there are. */
  readonly least: Float32Array;
  readonly most: Float32Array;
  readonly sum: Float64Array;
  readonly count: Uint32Array;
}

/** @param width columns, over which `span` values would lie evenly; those of `values` are the first of them; NaN is none */
export function columnsOf(values: Float32Array, span: number, width: number): Columns {
  const least = new Float32Array(width).fill(Number.POSITIVE_INFINITY);
  const most = new Float32Array(width).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(width);
  const count = new Uint32Array(width);
  const end = Math.min(values.length, span);
  let i = 0;
  for (let column = 0; column < width && i < end; column++) {
    const next = Math.min(end, Math.ceil(((column + 1) * span) / width));
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let total = 0;
    for (; i < next; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      count[column]!++;
      if (value < low) low = value;
      if (value > high) high = value;
      total += value;
    }
    least[column] = low;
    most[column] = high;
    sum[column] = total;
  }
  return { least, most, sum, count };
}

/**
 * Mean over `reach` columns on each side; NaN in empty columns. At the start, where losses fall fast, over as few after a column as
 * there are before it; at the end, where they scatter, over those that there are.
 */
export function smoothed({ sum, count }: Columns, reach: number): Float32Array {
  const last = count.findLastIndex((n) => n > 0);
  return Float32Array.from(count, (own, column) => {
    if (own === 0) return Number.NaN;
    const near = Math.min(reach, column);
    let total = 0;
    let n = 0;
    for (let i = column - near; i <= Math.min(last, column + near); i++) {
      total += sum[i]!;
      n += count[i]!;
    }
    return total / n;
  });
}

/** What a scale for the columns has to hold, and whether it had better be logarithmic. */
export function rangeOf(
  { least, most, count }: Columns,
  line: Float32Array,
): { range: [number, number]; log: boolean } {
  const filled = Array.from(count.keys()).filter((column) => count[column]! > 0);
  if (filled.length === 0) return { range: [0, 1], log: false };
  const rank = (values: Float32Array, part: number): number => {
    const sorted = filled
      .map((column) => values[column]!)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    return sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  };
  // A few steps far out would leave the rest too small to see.
  const low = Math.min(rank(least, 0.02), rank(line, 0));
  const high = Math.max(rank(most, 0.95), rank(line, 1));
  return { range: low < high ? [low, high] : [low - 0.5, high + 0.5], log: low > 0 && high > 12 * low };
}
