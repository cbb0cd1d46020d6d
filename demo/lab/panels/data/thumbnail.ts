import { createCanvas } from '../../figures/drawing/canvas.ts';
import type { Sheet } from '../../figures/drawing/sheet.ts';
import { type Extent, planeMap } from '../../figures/stage/plane_map.ts';
import type { ThumbnailReport } from '../../protocol.ts';
import { type Spot, shown } from '../../run/painting.ts';
import type { Control } from '../control.ts';

/** A small picture of data, for those who see it: what it is of stands beside it. */
export interface Thumbnail extends Control {
  show(data: Pick<ThumbnailReport, 'points' | 'extent'>): void;
  paint(spots: readonly Spot[]): void;
}

export function createThumbnail(): Thumbnail {
  let draw = (_sheet: Sheet): void => {};
  const canvas = createCanvas('', (sheet) => draw(sheet));
  canvas.element.setAttribute('aria-hidden', 'true');
  return {
    element: canvas.element,
    show({ points, extent }) {
      draw = (sheet) => (extent.length === 2 ? drawCloud(sheet, points, extent) : drawHill(sheet, points, extent));
      canvas.redraw();
    },
    paint(spots) {
      draw = (sheet) => drawSpots(sheet, spots, 1);
      canvas.redraw();
    },
    dispose: canvas.dispose,
  };
}

/** Density by so many faint dots. */
function drawCloud({ context, width, height, theme }: Sheet, points: Float32Array, extent: Extent): void {
  const { toPixel } = planeMap(extent, { left: 0, top: 0, width, height });
  context.fillStyle = theme.ink;
  context.globalAlpha = 0.4;
  for (let at = 0; at < points.length; at += 2) {
    const [left, top] = toPixel(points[at]!, points[at + 1]!);
    context.fillRect(left - 0.5, top - 0.5, 1, 1);
  }
}

const bins = 28;

function drawHill({ context, width, height, theme }: Sheet, points: Float32Array, extent: Extent): void {
  const [[from, to]] = extent as readonly [readonly [number, number]];
  const counts = new Uint32Array(bins);
  for (const x of points) {
    const bin = Math.floor(((x - from) / (to - from)) * bins);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  const most = Math.max(...counts);
  const floor = 0.85 * height;
  context.fillStyle = theme.ink;
  context.globalAlpha = 0.75;
  for (const [bin, count] of counts.entries()) {
    const tall = (count / most) * 0.7 * height;
    context.fillRect((bin / bins) * width, floor - tall, width / bins + 0.25, tall);
  }
  context.fillRect(0, floor, width, 0.5);
}

/** Spots of paint, as wide as their normals look. */
export function drawSpots({ context, width, height, theme }: Sheet, spots: readonly Spot[], opacity: number): void {
  const { toPixel } = planeMap([shown, shown], { left: 0, top: 0, width, height });
  const scale = width / (shown[1] - shown[0]);
  context.fillStyle = theme.accent;
  for (const { x, y, deviation } of spots) {
    const [left, top] = toPixel(x, y);
    const radius = Math.max(1, 1.3 * deviation * scale);
    // Wide spots overlap more.
    context.globalAlpha = opacity * (deviation > 0.05 ? 0.18 : 0.8);
    context.beginPath();
    context.arc(left, top, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}
