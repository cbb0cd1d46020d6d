import { type Canvas, contextOf } from '../../canvas.ts';
import { shade } from '../../shading.ts';
import type { PicturePlan } from '../plan/picture_plan.ts';

/** Puts counts onto canvases for engines that have no canvas of their own. */
export interface Painter {
  /** @throws ArgumentError when the canvas gives no context */
  paint(canvas: Canvas, picture: PicturePlan, counts: Uint32Array): void;
}

/** A painter keeps the pixels of its last picture, in which the next one is made. */
export function createPainter(): Painter {
  let image: ImageData | undefined;
  return {
    paint(canvas, { grid, ramp, gain }, counts) {
      const context = contextOf(canvas, '2d');
      const { width, height } = canvas;
      // A canvas without area shows nothing.
      if (width * height === 0) return;
      if (image?.width !== width || image.height !== height) image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      shade({ counts, columns: grid.x.cells, rows: grid.y.cells, ramp, gain }, pixels, width);
      context.putImageData(image, 0, 0);
    },
  };
}
