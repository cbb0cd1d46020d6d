import { expect, test } from 'vitest';
import { createHistory } from '../../../demo/lab/history.ts';

test('losses that come a few at a time are one list, longer than the first store', () => {
  const history = createHistory();
  const expected = Float32Array.from({ length: 10_000 }, (_, i) => i);
  for (let from = 0; from < expected.length; from += 700) {
    const all = history.add(from, expected.slice(from, from + 700));
    expect(all).toEqual(expected.slice(0, Math.min(expected.length, from + 700)));
  }
});

test('losses from an earlier step on take the place of those that were there', () => {
  const history = createHistory();
  history.add(0, Float32Array.of(5, 4, 3));
  expect(history.add(1, Float32Array.of(9))).toEqual(Float32Array.of(5, 9));
  expect(history.add(0, new Float32Array())).toEqual(new Float32Array());
});
