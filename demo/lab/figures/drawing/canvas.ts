import { make } from '../../dom.ts';
import { darkMedia, type Sheet, themeOf } from './sheet.ts';

/** A canvas in the page that is drawn again whenever its size, its resolution or the theme changes, and when it is asked to. */
export interface Canvas {
  readonly element: HTMLCanvasElement;
  /** Draws at the next frame, once, however often it is asked. */
  redraw(): void;
  /** As it is now, as a file. */
  picture(format: 'png' | 'svg'): Promise<Blob | undefined>;
  dispose(): void;
}

/**
 * @param label what it shows, for those who do not see it
 * @param draw on an empty sheet, whose context is scaled to CSS pixels
 */
export function createCanvas(label: string, draw: (sheet: Sheet) => void): Canvas {
  const element = make('canvas', { className: 'sheet', role: 'img', aria: { label } });
  let asked = 0;

  function paint(): void {
    asked = 0;
    const { clientWidth: width, clientHeight: height } = element;
    if (width === 0 || height === 0) return;
    const scale = devicePixelRatio;
    const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
    if (element.width !== across) element.width = across;
    if (element.height !== down) element.height = down;
    const context = element.getContext('2d')!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    draw({ context, width, height, theme: themeOf(element) });
  }

  function redraw(): void {
    asked ||= requestAnimationFrame(paint);
  }

  const sizes = new ResizeObserver(redraw);
  sizes.observe(element);
  const media = darkMedia();
  media.addEventListener('change', redraw);

  return {
    element,
    redraw,
    async picture(format) {
      const { clientWidth: width, clientHeight: height } = element;
      const theme = themeOf(element);
      const { pictureOf } = await import('./picture.ts');
      return pictureOf(format, { width, height, theme }, draw, label);
    },
    dispose() {
      cancelAnimationFrame(asked);
      sizes.disconnect();
      media.removeEventListener('change', redraw);
      element.remove();
    },
  };
}
