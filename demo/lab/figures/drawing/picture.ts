import type { Sheet } from './sheet.ts';
import { createSvg } from './svg/pen.ts';

/** Free on each side of a figure in a file, in CSS pixels: a page has its own. */
const margin = 12;

/**
 * Draws a figure into a file: as points twice as fine as on a plain screen, or as lines, in the colours of the page.
 * @param title what it shows, for those who do not see it
 */
export async function pictureOf(
  format: 'png' | 'svg',
  { width, height, theme }: Omit<Sheet, 'context'>,
  draw: (sheet: Sheet) => void,
  title = '',
): Promise<Blob> {
  const [across, down] = [width + 2 * margin, height + 2 * margin];
  if (format === 'svg') {
    const { pen, text } = createSvg(across, down, title);
    drawOnSurface({ context: pen, width, height, theme }, draw);
    return new Blob([text()], { type: 'image/svg+xml' });
  }
  const canvas = new OffscreenCanvas(2 * across, 2 * down);
  const context = canvas.getContext('2d') as unknown as CanvasRenderingContext2D;
  context.scale(2, 2);
  drawOnSurface({ context, width, height, theme }, draw);
  return canvas.convertToBlob();
}

function drawOnSurface(sheet: Sheet, draw: (sheet: Sheet) => void): void {
  const { context, width, height, theme } = sheet;
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, width + 2 * margin, height + 2 * margin);
  context.translate(margin, margin);
  draw(sheet);
}
