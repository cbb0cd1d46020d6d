import { expect, test } from 'vitest';
import { createLossHistory } from '../../src/engines/drive/loss_history.ts';

test('keeps losses in order, past any size that it began with, and forgets the last on request', () => {
  const history = createLossHistory();
  expect(history.last).toBeNaN();
  const expected: number[] = [];
  for (let call = 0; call < 40; call++) {
    const losses = Array.from({ length: call % 7 === 0 ? 500 : 1 }, (_, i) => call + i / 1024);
    history.push(losses);
    expected.push(...losses);
    expect(history).toMatchObject({ length: expected.length, last: expected.at(-1) });
  }
  history.truncate(2000);
  history.truncate(4000);
  expect(history.length).toBe(2000);
  history.push([7]);
  expect(history.values()).toEqual(Float32Array.from([...expected.slice(0, 2000), 7]));
});

test('gives copies', () => {
  const history = createLossHistory();
  history.push([1, 2]);
  history.values().fill(0);
  expect(history.values()).toEqual(Float32Array.of(1, 2));
});
