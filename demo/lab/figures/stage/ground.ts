import { make } from '../../dom.ts';
import type { Canvas } from '../drawing/canvas.ts';
import { darkMedia, themeOf } from '../drawing/sheet.ts';
import type { Scene } from './layers.ts';
import { paintSurface } from './surface.ts';

/** The canvas behind the particles, which the page stretches over the square. */
export function createGround(scene: Scene): Omit<Canvas, 'picture'> {
  const element = make('canvas', {});
  let asked = 0;

  function paint(): void {
    asked = 0;
    element.hidden = scene.surface === undefined;
    if (scene.surface) paintSurface(element, scene.surface, themeOf(element));
  }
  function redraw(): void {
    asked ||= requestAnimationFrame(paint);
  }
  const media = darkMedia();
  media.addEventListener('change', redraw);

  return {
    ...{ element, redraw },
    dispose() {
      cancelAnimationFrame(asked);
      media.removeEventListener('change', redraw);
      element.remove();
    },
  };
}
