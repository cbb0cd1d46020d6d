import type { Area } from './axes.ts';
import type { Scale } from './scale.ts';
import type { Sheet } from './sheet.ts';

/** Data whose ticks are drawn: more would be one bar. */
const mostTicks = 400;

/** Bars of equal width over an interval, from zero. */
export function drawBars(
  { context, theme }: Sheet,
  heights: Float32Array,
  x: Scale,
  y: Scale,
  [from, to]: readonly [number, number],
): void {
  context.save();
  context.fillStyle = theme.bars;
  context.beginPath();
  const cell = (to - from) / heights.length;
  for (const [i, height] of heights.entries()) {
    if (height === 0) continue;
    const left = x.at(from + i * cell);
    const head = y.at(height);
    // They overlap by a little, or a hairline of the ground shows between them.
    context.rect(left, head, x.at(from + (i + 1) * cell) - left + 0.3, y.at(0) - head);
  }
  context.fill();
  context.restore();
}

/** A tick at the foot of an area for every datum, or for some of many. */
export function drawRug({ context, theme }: Sheet, { bottom }: Area, x: Scale, values: Float32Array): void {
  const every = Math.max(1, Math.ceil(values.length / mostTicks));
  context.save();
  context.strokeStyle = theme.accent;
  context.globalAlpha *= 0.35;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.beginPath();
  for (let i = 0; i < values.length; i += every) {
    const at = x.at(values[i]!);
    context.moveTo(at, bottom);
    context.lineTo(at, bottom - 7);
  }
  context.stroke();
  context.restore();
}

/** Counts of neighbouring cells added up, so that at most so many are left. */
export function mergedCells(counts: ArrayLike<number>, most: number): Float32Array {
  let each = Math.ceil(counts.length / most);
  while (counts.length % each > 0) each++;
  const merged = new Float32Array(counts.length / each);
  for (let i = 0; i < counts.length; i++) merged[Math.floor(i / each)]! += counts[i]!;
  return merged;
}
