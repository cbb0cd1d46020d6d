import { expect, test } from 'vitest';
import { columnsBetween } from '../../../demo/lab/worker/descent.ts';

test('a run that is taken to its end at once has a column of its start, and of every eightieth of its way', () => {
  const shares = columnsBetween(0, 1);
  expect(shares).toHaveLength(80);
  expect(shares.slice(0, 3)).toEqual([0, 1 / 80, 2 / 80]);
  expect(shares.at(-1)).toBe(79 / 80);
});

test('parts of the way have the same columns, each once, and the way back has none', () => {
  const stops = [0, 0.013, 0.2, 0.25, 0.251, 0.7, 1];
  const shares = stops.slice(1).flatMap((stop, i) => columnsBetween(stops[i]!, stop));
  // Where a stop is a column itself, it is reported there.
  expect(shares).toEqual(columnsBetween(0, 1).filter((share) => ![0.2, 0.25, 0.7].includes(share)));
  expect(columnsBetween(0.5, 0.1)).toEqual([]);
  expect(columnsBetween(0.5, 0.5)).toEqual([]);
});
