import { fontOf } from './axes.ts';
import { type LineStyle, rule } from './line.ts';
import type { Sheet } from './sheet.ts';

/** A name for something drawn, beside a piece of it. */
export interface LegendEntry extends LineStyle {
  readonly label: string;
  readonly as: 'line' | 'bars' | 'ticks';
}

const swatch = 20;
const gap = 6;
const between = 16;
const lineHeight = 18;

/**
 * Names in a row at the top of a sheet, in several where it is narrow.
 * @returns height that they take
 */
export function drawLegend(sheet: Sheet, entries: readonly LegendEntry[], left = 0): number {
  const { context, width, theme } = sheet;
  context.save();
  context.font = fontOf(sheet);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let x = left;
  let middle = lineHeight / 2;
  for (const entry of entries) {
    const across = swatch + gap + context.measureText(entry.label).width;
    if (x > left && x + across > width) {
      x = left;
      middle += lineHeight;
    }
    drawSwatch(sheet, entry, x, middle);
    context.fillStyle = theme.muted;
    context.fillText(entry.label, x + swatch + gap, middle + 0.5);
    x += across + between;
  }
  context.restore();
  return middle + lineHeight / 2;
}

function drawSwatch({ context }: Sheet, { as, ...style }: LegendEntry, x: number, middle: number): void {
  if (as === 'bars') {
    context.save();
    context.globalAlpha *= style.alpha ?? 1;
    context.fillStyle = style.colour;
    context.fillRect(x, middle - 5, swatch, 10);
    context.restore();
  } else if (as === 'line') rule(context, [x, middle, x + swatch, middle], style);
  else {
    for (const part of [0.1, 0.3, 0.42, 0.75, 0.9])
      rule(context, [x + part * swatch, middle - 4, x + part * swatch, middle + 4], { ...style, width: 1 });
  }
}
