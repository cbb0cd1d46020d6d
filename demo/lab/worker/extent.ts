import type { Points } from '../../../src/index.ts';
import { shown } from '../run/painting.ts';
import type { Settings } from '../settings/settings.ts';

/** Of the data that are looked at for where they lie. */
const looked = 4096;
/** Part of the range that is left free on each side. */
const margin = 0.25;

/**
 * What figures show: in the plane a square that holds the data, in one dimension an interval. A few points far out would leave
 * the rest too small to see, so it is the middle 99 % that counts. Of a painting all that
 * can be painted on is shown, so that it stays where it is.
 */
export function extentOf(data: Points, source?: Settings['source']): (readonly [number, number])[] {
  if (source === 'painting') return [shown, shown];
  const [rows, dimension] = data.shape;
  const every = Math.max(1, Math.floor(rows / looked));
  const ranges = Array.from({ length: dimension }, (_, j) => {
    const column: number[] = [];
    for (let row = 0; row < rows; row += every) column.push(data.values[row * dimension + j]!);
    column.sort((a, b) => a - b);
    const rank = (part: number): number => column[Math.round(part * (column.length - 1))]!;
    return [rank(0.005), rank(0.995)] as const;
  });
  const width = Math.max(...ranges.map(([from, to]) => to - from)) || 1;
  return ranges.map(([from, to]) => {
    const half = width * (0.5 + margin);
    return [(from + to) / 2 - half, (from + to) / 2 + half] as const;
  });
}
