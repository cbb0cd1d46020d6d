import { expect, test } from 'vitest';
import { shown } from '../../../demo/lab/run/painting.ts';
import { targets } from '../../../demo/lab/settings/properties.ts';
import { extentOf } from '../../../demo/lab/worker/extent.ts';
import { thumbnailOf } from '../../../demo/lab/worker/thumbnails.ts';
import { describeTarget, points } from '../../../src/index.ts';

test.each(targets)('a small picture of %s has draws of it, nearly all within what is seen', (target) => {
  const { dimension } = describeTarget(target);
  const { points, extent } = thumbnailOf(target);
  expect(points).toHaveLength(1500 * dimension);
  expect(extent).toHaveLength(dimension);
  const outside = points.filter((x, i) => x < extent[i % dimension]![0] || x > extent[i % dimension]![1]);
  // The extent leaves out half a percent at either end at most, and has a margin.
  expect(outside.length).toBeLessThanOrEqual(0.01 * points.length);
});

test('of a painting always the same is seen, of other data what holds them', () => {
  const spot = points(new Float64Array([1, 1, 1.1, 1.2, 1.3, 0.9]), 2);
  expect(extentOf(spot, 'painting')).toEqual([shown, shown]);
  const [x] = extentOf(spot);
  expect(x![1] - x![0]).toBeLessThan(1);
});
