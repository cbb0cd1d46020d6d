import type { Sheet } from './sheet.ts';

/** Draws a figure into a file, twice as fine as on a plain screen. */
export async function pictureOf(
  _format: 'png' | 'svg',
  { width, height, theme }: Omit<Sheet, 'context'>,
  draw: (sheet: Sheet) => void,
): Promise<Blob | undefined> {
  const canvas = new OffscreenCanvas(2 * width, 2 * height);
  const context = canvas.getContext('2d') as unknown as CanvasRenderingContext2D;
  context.scale(2, 2);
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, width, height);
  draw({ context, width, height, theme });
  return canvas.convertToBlob();
}
