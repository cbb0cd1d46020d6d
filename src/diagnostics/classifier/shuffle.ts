import { type Key, philox, streams } from '../../random.ts';

/** Which shuffle of a run: each has random numbers of its own. */
export interface ShuffleNumber {
  readonly block: number;
  readonly step: number;
}

/**
 * Puts the rows into a random order, in place, by the algorithm of Fisher and Yates (Knuth 1997, algorithm 3.4.2 P). Exchange i takes
 * word i mod 4 of counter (⌊i/4⌋, block, step) of stream `shuffle`.
 */
export function shuffle(rows: Uint32Array, { block, step }: ShuffleNumber, key: Key): void {
  const words = new Uint32Array(4);
  for (let i = 0; i + 1 < rows.length; i++) {
    if (i % 4 === 0) philox(words, i / 4, block, step, streams.shuffle, key);
    const last = rows.length - 1 - i;
    const other = Math.floor(words[i % 4]! * 2 ** -32 * (last + 1));
    const row = rows[last]!;
    rows[last] = rows[other]!;
    rows[other] = row;
  }
}
