import { expect, test } from 'vitest';
import { createPace } from '../../../src/engines/drive/pace.ts';

/** Lets a pace find its work on a device that does `perMillisecond` units a ms and takes `overhead` ms a submission. */
function settle(perMillisecond: number, { overhead = 0.5, queueDepth = 4 } = {}): ReturnType<typeof createPace> {
  const pace = createPace(1, { queueDepth });
  for (let i = 0; i < 30; i++) pace.measured(pace.work, overhead + pace.work / perMillisecond);
  return pace;
}

test.each([0.01, 1, 1000, 1e6])('settles where a submission takes 25 ms, on a device of %d units a ms', (speed) => {
  const { work } = settle(speed);
  const milliseconds = 0.5 + work / speed;
  expect(milliseconds).toBeGreaterThan(20);
  expect(milliseconds).toBeLessThan(30);
});

test('settles below 25 ms where it is the calling thread that computes', () => {
  const { work } = settle(1000, { queueDepth: 1 });
  // 16 ms, and less of them in work than in overhead and work.
  expect(0.5 + work / 1000).toBeGreaterThan(13);
  expect(0.5 + work / 1000).toBeLessThan(17);
});

test('changes by at most four at once, so that one slow submission does not stop the work', () => {
  const pace = settle(1000);
  const { work } = pace;
  pace.measured(work, 10_000);
  expect(pace.work).toBeCloseTo(work / 4);
});

test('learns nothing from a submission that a report cut short', () => {
  const pace = settle(1000);
  const { work } = pace;
  pace.measured(1, 0.5);
  expect(pace.work).toBe(work);
});
