import { tickWords } from '../../words.ts';
import { fontOf } from '../drawing/axes.ts';
import { roundValues } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';
import type { Extent, PlaneMap } from './plane_map.ts';

/** Room for the axes beside the square, in CSS pixels. */
export const margins = { left: 30, bottom: 22, top: 6, right: 10 } as const;

const tick = 4;
/** Pixels between ticks, at least. */
const apart = 56;

/** Thin ticks with their numbers along the left and the lower edge, and the names of the coordinates at the ends. */
export function drawAxes(
  { context, theme }: Sheet,
  map: PlaneMap,
  extent: Extent,
  names: readonly [string, string],
): void {
  const { left, top, width, height } = map.box;
  const [bottom, right] = [top + height, left + width];
  context.strokeStyle = theme.muted;
  context.fillStyle = theme.muted;
  context.lineWidth = 1;
  context.font = fontOf({ theme });
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  const nameWidth = context.measureText(names[0]).width;
  context.fillText(names[0], right, bottom + 14);
  context.beginPath();
  context.textAlign = 'center';
  for (const value of roundValues(...extent[0]!, width / apart)) {
    const x = Math.round(map.toPixel(value, 0)[0]) + 0.5;
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + tick);
    if (x < right - nameWidth - 14) context.fillText(tickWords(value), x, bottom + 14);
  }
  const upright = context.measureText(names[1]).width <= margins.left - 8;
  const nameHeight = upright ? 12 : context.measureText(names[1]).width;
  context.save();
  context.translate(left - 9, top + (upright ? 7 : 0));
  if (!upright) context.rotate(-Math.PI / 2);
  context.textAlign = 'right';
  context.fillText(names[1], 0, upright ? 0 : -4);
  context.restore();
  context.textAlign = 'right';
  for (const value of roundValues(...extent[1]!, height / apart)) {
    const y = Math.round(map.toPixel(0, value)[1]) + 0.5;
    context.moveTo(left - tick, y);
    context.lineTo(left, y);
    if (y > top + nameHeight + 12) context.fillText(tickWords(value), left - 7, y);
  }
  context.stroke();
}
