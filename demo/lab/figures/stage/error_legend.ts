import { tickWords } from '../../words.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { surfaceColours } from './plane_colours.ts';
import type { PlaneMap } from './plane_map.ts';

const bar = { width: 84, height: 6, inset: 12 } as const;

/** What the colours of the error stand for, in the upper right corner of the square. */
export function drawErrorLegend({ context, theme }: Sheet, map: PlaneMap, most: number): void {
  const { left, top, width } = map.box;
  const [x, y] = [left + width - bar.width - bar.inset, top + bar.inset + 14];
  const colours = surfaceColours(theme, 'errors');
  context.fillStyle = theme.surface;
  context.globalAlpha = 0.85;
  context.fillRect(x - 10, y - 20, bar.width + 20, 48);
  context.globalAlpha = 1;
  for (let i = 0; i < bar.width; i++) {
    const at = 4 * Math.round((255 * i) / (bar.width - 1));
    context.fillStyle = `rgb(${colours.slice(at, at + 3).join(' ')})`;
    context.fillRect(x + i, y, 1, bar.height);
  }
  context.fillStyle = theme.ink;
  context.font = `11px ${theme.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillText('σ·|s − exact|', x, y - 10);
  context.fillText('0', x, y + 16);
  context.textAlign = 'right';
  context.fillText(`${tickWords(most)} or more`, x + bar.width, y + 16);
}
