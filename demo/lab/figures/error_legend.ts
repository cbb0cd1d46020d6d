import { surfaceColours } from './plane_colours.ts';
import type { PlaneMap } from './plane_map.ts';
import type { Sheet } from './sheet.ts';
import { short } from './stage_words.ts';

const bar = { width: 84, height: 6, inset: 12 } as const;

/** What the colours of the error stand for, in the upper right corner of the square. */
export function drawErrorLegend({ context, theme }: Sheet, map: PlaneMap, most: number): void {
  const { left, top, width } = map.box;
  const [x, y] = [left + width - bar.width - bar.inset, top + bar.inset + 14];
  const colours = surfaceColours(theme, 'errors');
  const gradient = context.createLinearGradient(x, 0, x + bar.width, 0);
  for (let i = 0; i < 256; i += 51) gradient.addColorStop(i / 255, `rgb(${colours.slice(4 * i, 4 * i + 3).join(' ')})`);
  context.fillStyle = theme.surface;
  context.globalAlpha = 0.85;
  context.fillRect(x - 10, y - 20, bar.width + 20, 48);
  context.globalAlpha = 1;
  context.fillStyle = gradient;
  context.fillRect(x, y, bar.width, bar.height);
  context.fillStyle = theme.ink;
  context.font = `11px ${theme.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillText('σ·|s − exact|', x, y - 10);
  context.fillText('0', x, y + 16);
  context.textAlign = 'right';
  context.fillText(`${short(most)} or more`, x + bar.width, y + 16);
}
