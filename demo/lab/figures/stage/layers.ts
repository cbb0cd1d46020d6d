import type { PaneReport } from '../../protocol.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { type Arrow, drawArrows } from './arrows.ts';
import { drawStreamlines } from './draw_streamlines.ts';
import { drawErrorLegend } from './error_legend.ts';
import { drawPaths, type Path } from './paths.ts';
import { drawAxes, margins } from './plane_axes.ts';
import { type Extent, type PlaneMap, planeMap } from './plane_map.ts';
import type { Streamline } from './streamlines.ts';
import { drawSurface, type Surface } from './surface.ts';

/** All that the stage draws, but the particles. */
export interface Scene {
  extent: Extent | undefined;
  names: readonly [string, string];
  surface: Surface | undefined;
  arrows: readonly Arrow[];
  lines: readonly Streamline[];
  /** Which score the arrows or lines are of. */
  score: 'learned' | 'exact';
  panes: readonly PaneReport[];
  /** Of each pane, while they are known. */
  paths: readonly (readonly Path[])[];
  released: readonly [number, number] | undefined;
  /** That the arrow keys move. */
  cursor: readonly [number, number] | undefined;
}

/** What is behind the particles, on a sheet that is the square. */
export function drawGround(sheet: Sheet, { surface }: Scene): void {
  if (surface) drawSurface(sheet, surface);
}

/** The field, on a sheet that is the square. */
export function drawField(sheet: Sheet, { arrows, lines, score }: Scene): void {
  const colour = sheet.theme[score];
  if (arrows.length > 0) drawArrows(sheet, arrows, colour);
  if (lines.length > 0) drawStreamlines(sheet, lines, colour);
}

/** What is over all, and the axes, on a sheet with margins around the square. */
export function drawOverlay(sheet: Sheet, scene: Scene, pane: number): void {
  const { extent, names, surface, panes, paths, released, cursor } = scene;
  if (!extent) return;
  const width = sheet.width - margins.left - margins.right;
  const height = sheet.height - margins.top - margins.bottom;
  const map = planeMap(extent, { left: margins.left, top: margins.top, width, height });
  drawAxes(sheet, map, extent, names);
  const report = panes[pane];
  if (report && paths[pane])
    drawPaths(sheet, map, paths[pane], report.completed / Math.max(1, report.total), sheet.theme[report.score]);
  if (surface?.most !== undefined) drawErrorLegend(sheet, map, surface.most);
  if (released) drawMark(sheet, map, released, 7);
  if (cursor) drawMark(sheet, map, cursor, 12);
}

/** A ring with four ticks about a point, seen on any ground. */
function drawMark({ context, theme }: Sheet, map: PlaneMap, point: readonly [number, number], radius: number): void {
  const [x, y] = map.toPixel(...point);
  context.beginPath();
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ] as const) {
    context.moveTo(x + 0.6 * radius * dx, y + 0.6 * radius * dy);
    context.lineTo(x + 1.5 * radius * dx, y + 1.5 * radius * dy);
  }
  context.lineCap = 'round';
  for (const [width, colour] of [
    [4, theme.surface],
    [1.6, theme.accent],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}
