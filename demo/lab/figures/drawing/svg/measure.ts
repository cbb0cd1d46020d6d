let ruler: OffscreenCanvasRenderingContext2D | null | undefined;

/** How wide a text is; where there is no canvas, about that. */
export function textWidth(font: string, size: number, text: string): number {
  if (typeof OffscreenCanvas === 'undefined') return 0.55 * size * text.length;
  ruler ??= new OffscreenCanvas(1, 1).getContext('2d');
  ruler!.font = font;
  return ruler!.measureText(text).width;
}
