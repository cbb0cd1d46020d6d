import { expect, test } from 'vitest';
import { frameOf, momentOf, nearestMoment } from '../../../demo/lab/figures/loss/moments.ts';
import { shareOf, sigmaOf } from '../../../demo/lab/run/sigma.ts';
import { defaults } from '../../../demo/lab/settings/settings.ts';

const frames = [0, 4, 8, 12];

test('a pointer finds the network that was kept nearest, and the right end is now', () => {
  const found = [-5, 0, 1.9, 2.1, 11, 15, 17, 20, 900].map((step) => nearestMoment(step, frames, 20));
  expect(found).toEqual([0, 0, 0, 1, 3, 3, 4, 4, 4]);
  expect(found.map((moment) => frameOf(moment, frames))).toEqual([0, 0, 0, 1, 3, 3, -1, -1, -1]);
});

test('where none was kept there is only now', () => {
  expect(nearestMoment(3, [], 10)).toBe(0);
  expect(frameOf(0, [])).toBe(-1);
});

test('a frame that is not there yet is now, as the worker has it', () => {
  expect([-1, 0, 3, 4, 100].map((frame) => momentOf(frame, frames))).toEqual([4, 0, 3, 4, 4]);
});

test('the setting for a noise level shows that level, or the nearest that can be shown', () => {
  for (const level of [5, 1.3, 0.32, 0.02]) {
    const sigma = shareOf(defaults, level);
    // Settings have four digits: half of the last, over ln 250.
    expect(Math.abs(Math.log(sigmaOf({ ...defaults, sigma }) / level))).toBeLessThan(0.00005 * Math.log(250) * 1.001);
  }
  expect(shareOf(defaults, 80)).toBe(0);
  expect(shareOf(defaults, 0.0001)).toBe(1);
  expect(shareOf({ sigmaFrom: 2, sigmaTo: 2 }, 2)).toBe(0);
});
