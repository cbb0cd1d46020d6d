import { expect, test } from 'vitest';
import { resting } from '../../src/engines/webgpu/device/resting.ts';

const later = <T>(value: T, milliseconds: number) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), milliseconds));

/** Turns of the event loop while something is awaited, as a program sees them that polls in each. */
async function turnsDuring(pending: Promise<unknown>): Promise<number> {
  let turns = 0;
  let going = true;
  const poll = () => {
    turns++;
    if (going) setImmediate(poll);
  };
  setImmediate(poll);
  await pending;
  going = false;
  return turns;
}

test('gives what was awaited', async () => {
  expect(await resting(later('done', 5))).toBe('done');
});

test('passes on what went wrong', async () => {
  await expect(resting(Promise.reject(new Error('lost')))).rejects.toThrow('lost');
});

test('leaves the event loop few turns while it waits', async () => {
  // Rests of 1/16 ms that grow to 1: some 110 turns in 100 ms, and never more than 1600. Without rests tens of thousands.
  expect(await turnsDuring(resting(later(0, 100)))).toBeLessThan(1600);
});

test('rests no longer for many that wait, at once or one after the other', async () => {
  for (let i = 0; i < 20; i++) await resting(later(0, 1));
  await Promise.all(Array.from({ length: 20 }, () => resting(later(0, 5))));
  // Were each still resting, a turn would take 40 ms and 100 ms hold three turns.
  expect(await turnsDuring(resting(later(0, 100)))).toBeGreaterThan(10);
});

test('lets the event loop alone once nothing is awaited', async () => {
  await resting(later(0, 5));
  expect(await turnsDuring(later(0, 50))).toBeGreaterThan(200);
});
