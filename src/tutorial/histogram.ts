/** Counts of values in equal bins, as a density. */
export interface Histogram {
  /** Middle of each bin. */
  readonly centres: readonly number[];
  /** Share of all values in each bin over its width, so that a curve of the density lies on it. */
  readonly density: readonly number[];
  /** How many values lie outside the bins. */
  readonly outside: number;
}

/** Histogram of the values over [from, to] in `bins` equal bins. */
export function histogram(
  values: ArrayLike<number>,
  { from, to, bins }: { from: number; to: number; bins: number },
): Histogram {
  const width = (to - from) / bins;
  const counts = new Array<number>(bins).fill(0);
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i]! - from) / width);
    if (bin >= 0 && bin < bins) counts[bin]!++;
    else outside++;
  }
  return {
    centres: counts.map((_, bin) => from + (bin + 0.5) * width),
    density: counts.map((count) => count / (Math.max(1, values.length) * width)),
    outside,
  };
}

/** The tutorial's histogram of samples: 40 bins over the range on which it draws the target. */
export const sampleBins = { from: -6, to: 6, bins: 40 };

/** The tutorial's histogram of the data: 80 bins; the range holds all but about one draw in a thousand. */
export const dataBins = { from: -7, to: 7, bins: 80 };
