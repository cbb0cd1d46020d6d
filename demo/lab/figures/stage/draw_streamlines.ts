import type { Sheet } from '../drawing/sheet.ts';
import { addHead } from './arrows.ts';
import type { Streamline } from './streamlines.ts';

/** Of the points of a line, those that are drawn: more would not be seen. */
const every = 2;
/** Points between heads along a line. */
const between = 48;
const headSize = 5;

/** Fills the sheet, which is the square, with lines that have a head now and then. */
export function drawStreamlines({ context, width, height }: Sheet, lines: readonly Streamline[], colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.lineCap = 'butt';
  context.lineJoin = 'bevel';
  context.globalAlpha = 0.7;
  context.beginPath();
  for (const line of lines) {
    const points = line.length / 2;
    const x = (i: number): number => line[2 * i]! * width;
    const y = (i: number): number => (1 - line[2 * i + 1]!) * height;
    context.moveTo(x(0), y(0));
    for (let i = every; i < points - 1; i += every) context.lineTo(x(i), y(i));
    context.lineTo(x(points - 1), y(points - 1));
    const first = Math.max(1, Math.floor((points % between) / 2));
    for (let i = first; i < points; i += between)
      addHead(context, x(i), y(i), Math.atan2(y(i) - y(i - 1), x(i) - x(i - 1)), headSize);
  }
  context.stroke();
  context.globalAlpha = 1;
}
