import { make } from '../../dom.ts';
import type { PaneMeasures, ProblemReport } from '../../protocol.ts';
import { whole } from '../../words.ts';
import { type Area, bottomAxis, fontOf, leftAxis } from '../drawing/axes.ts';
import { linearScale } from '../drawing/scale.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { divergingColour } from './diverging.ts';

/** Left of a map or of bars, for the values of their axis. */
export const gutter = 44;

/** Found less expected over the plane: blue where there are too many samples, orange where there are too few. */
export function drawDifferenceMap(
  sheet: Sheet,
  area: Area,
  { pane, scale, alpha }: { readonly pane: PaneMeasures; readonly scale: number; readonly alpha: number },
  problem: ProblemReport,
): void {
  const { context } = sheet;
  const { left, top, right, bottom } = area;
  const [across, upwards] = problem.extent;
  const x = linearScale(across!, [left, right]);
  const y = linearScale(upwards!, [bottom, top]);
  leftAxis(sheet, area, { scale: y, label: problem.names?.[1] ?? 'x₂' }, left - gutter);
  context.save();
  context.imageSmoothingEnabled = false;
  context.globalAlpha = alpha;
  context.drawImage(mapOf(pane, scale, sheet.theme), left, top, right - left, bottom - top);
  context.restore();
  bottomAxis(sheet, area, { scale: x, label: problem.names?.[0] ?? 'x₁' });
}

function mapOf(
  { side, found, expected }: PaneMeasures,
  scale: number,
  { surface, dark }: Sheet['theme'],
): HTMLCanvasElement {
  const canvas = make('canvas', { width: side, height: side });
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(side, side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const cell = row * side + column;
      const colour = divergingColour((found[cell]! - expected[cell]!) / scale, surface, dark);
      // y goes upwards.
      image.data.set([...colour, 255], 4 * ((side - 1 - row) * side + column));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** What the colours stand for, in a strip. */
export function drawDifferenceScale(
  sheet: Sheet,
  { left, top, right }: Pick<Area, 'left' | 'top' | 'right'>,
  scale: number,
): void {
  const { context, theme } = sheet;
  const parts = 48;
  const width = (right - left) / parts;
  for (let i = 0; i < parts; i++) {
    const [r, g, b] = divergingColour((2 * (i + 0.5)) / parts - 1, theme.surface, theme.dark);
    context.fillStyle = `rgb(${r}, ${g}, ${b})`;
    // At whole pixels no seams are seen.
    const [from, to] = [Math.round(left + i * width), Math.round(left + (i + 1) * width)];
    context.fillRect(from, top, to - from, 8);
  }
  context.save();
  context.font = fontOf(sheet);
  context.fillStyle = theme.muted;
  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillText(`${whole(scale)} too few`, left, top + 12);
  context.textAlign = 'center';
  context.fillText('0', (left + right) / 2, top + 12);
  context.textAlign = 'right';
  context.fillText(`${whole(scale)} too many`, right, top + 12);
  context.restore();
}
