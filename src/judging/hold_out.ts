import { requireInteger } from '../errors.ts';
import type { Points } from '../points.ts';
import { keyOf, philox, type Seed, streams, uniform } from '../random.ts';

/** Data in two parts that share no row; rows keep their order. */
export interface Split {
  readonly training: Points;
  readonly heldOut: Points;
}

/**
 * Holds out a share of the rows, each as likely as the others: as many as come nearest to it, but at least one, and never all. Which
 * ones depends on their number, the share and the seed alone.
 * @param share above 0 and below 1
 * @throws ArgumentError where there are fewer than two rows
 */
export function holdOut(data: Points, share: number, seed: Seed): Split {
  const [count] = data.shape;
  requireInteger('data.shape[0]', count, 2);
  const most = Math.min(count - 1, Math.max(1, Math.round(share * count)));
  const { taken, left } = chosen(count, most, seed);
  return { training: chosenRows(data, left), heldOut: chosenRows(data, taken) };
}

/** Rows drawn without replacement, at most so many; all where there are no more. */
export function atMost(data: Points, most: number, seed: Seed): Points {
  const [count] = data.shape;
  return count <= most ? data : chosenRows(data, chosen(count, most, seed).taken);
}

/** Takes `take` of the numbers below `count`, in their order: algorithm S of Knuth (1997), section 3.4.2. */
function chosen(count: number, take: number, seed: Seed): { taken: Uint32Array; left: Uint32Array } {
  const key = keyOf(seed);
  const words = new Uint32Array(4);
  const [taken, left] = [new Uint32Array(take), new Uint32Array(count - take)];
  let found = 0;
  for (let row = 0; row < count; row++) {
    if (row % 4 === 0) philox(words, row / 4, 0, 0, streams.subset, key);
    // The uniform lies in (0, 1]: the last rows are taken for sure where they are needed, and no row beyond.
    if (uniform(words[row % 4]!) * (count - row) <= take - found) taken[found++] = row;
    else left[row - found] = row;
  }
  return { taken, left };
}

/** Some of the rows, in the order asked for. */
export function chosenRows({ values, shape: [, dimension] }: Points, rows: Uint32Array): Points {
  const Values = values.constructor as Float32ArrayConstructor;
  const kept = new Values(rows.length * dimension);
  rows.forEach((row, i) => {
    kept.set(values.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return { values: kept, shape: [rows.length, dimension] };
}
