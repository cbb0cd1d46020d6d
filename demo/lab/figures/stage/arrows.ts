import type { Sheet } from '../drawing/sheet.ts';
import type { GridField } from './grid_field.ts';

/** An arrow in a square of side 1, y upwards. */
export interface Arrow {
  readonly from: readonly [u: number, v: number];
  readonly to: readonly [u: number, v: number];
  /** From 0 to 1. */
  readonly strength: number;
}

/** Groups of arrows that are drawn alike, from faint to strong. */
const groups = [
  { below: 0.3, opacity: 0.35, width: 0.8 },
  { below: 0.5, opacity: 0.5, width: 1 },
  { below: 0.7, opacity: 0.65, width: 1.15 },
  { below: Number.POSITIVE_INFINITY, opacity: 0.75, width: 1.3 },
] as const;
/** Side of the square, in CSS pixels, from which on arrows are drawn with these widths; in smaller ones they are thinner. */
const plain = 640;
/** Arrows that are shorter, in CSS pixels, are left out. */
const shortest = 1.5;
const head = { least: 2, most: 4.5, share: 0.38, angle: 0.5 };

/** From 0 towards 1, half of it at 1: a score is long far from the data, and short where it matters. */
export const saturating = (size: number): number => size / (1 + size);

/** An arrow for each cell, about its centre, no longer than the cell is wide. */
export function arrowsOf({ side, values, sigma }: GridField): Arrow[] {
  return Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [values[2 * i]!, values[2 * i + 1]!];
    const size = Math.hypot(x, y);
    const strength = saturating(sigma * size);
    const half = size > 0 ? (0.5 * strength) / (side * size) : 0;
    const [u, v] = [((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side];
    return { from: [u - half * x, v - half * y], to: [u + half * x, v + half * y], strength };
  });
}

/** Fills the sheet with the arrows, which is the square. */
export function drawArrows({ context, width, height }: Sheet, arrows: readonly Arrow[], colour: string): void {
  context.strokeStyle = colour;
  // Round ends take twice as long.
  context.lineCap = 'butt';
  context.lineJoin = 'miter';
  const thin = Math.min(1, Math.max(0.65, width / plain));
  let above = 0;
  for (const { below, opacity, width: line } of groups) {
    context.beginPath();
    for (const { from, to, strength } of arrows) {
      if (strength < above || strength >= below) continue;
      const [x, y] = [to[0] * width, (1 - to[1]) * height];
      const [dx, dy] = [x - from[0] * width, y - (1 - from[1]) * height];
      const length = Math.hypot(dx, dy);
      if (length < shortest) continue;
      context.moveTo(x - dx, y - dy);
      context.lineTo(x, y);
      const size = Math.min(head.most, Math.max(head.least, head.share * length));
      addHead(context, x, y, Math.atan2(dy, dx), size);
    }
    context.globalAlpha = opacity;
    context.lineWidth = thin * line;
    context.stroke();
    above = below;
  }
  context.globalAlpha = 1;
}

/** The two strokes of an arrow's head that points along an angle, at its tip. */
export function addHead(
  context: Pick<CanvasPath, 'moveTo' | 'lineTo' | 'closePath'>,
  x: number,
  y: number,
  angle: number,
  size: number,
): void {
  context.moveTo(x - size * Math.cos(angle - head.angle), y - size * Math.sin(angle - head.angle));
  context.lineTo(x, y);
  context.lineTo(x - size * Math.cos(angle + head.angle), y - size * Math.sin(angle + head.angle));
}
