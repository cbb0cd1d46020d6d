import { expect, test } from 'vitest';
import { keepLatest } from '../../src/engines/webgpu/device/latest.ts';

test('what was asked for last is kept, the rest is made again', async () => {
  const made: string[] = [];
  const kept = keepLatest<string>(2);
  const get = (key: string) =>
    kept.get(key, async () => {
      made.push(key);
      return key;
    });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await get(key)).toBe(key);
  // b gave way to c, because a was asked for since.
  expect(made).toEqual(['a', 'b', 'c', 'b']);
  kept.clear();
  await get('b');
  expect(made).toHaveLength(5);
});

test('what could not be made is tried again', async () => {
  const kept = keepLatest<number>(2);
  const failure = new Error('no');
  await expect(kept.get('a', () => Promise.reject(failure))).rejects.toBe(failure);
  expect(await kept.get('a', async () => 1)).toBe(1);
});
