import { make } from '../../dom.ts';
import type { DescentColumns } from './columns.ts';

/** A picture of columns in one colour, the stronger the more particles: x goes upwards. */
export interface DescentImage {
  readonly columns: DescentColumns;
  /** In this colour; only what changed is painted. */
  canvas(colour: string): HTMLCanvasElement;
  /** Columns that are to be painted again. */
  changed(range: readonly [from: number, to: number]): void;
}

/** Density, over that of particles evenly spread, at which a cell has 63 % of the colour. */
const strong = 2.2;

export function createDescentImage(columns: DescentColumns): DescentImage {
  const { width, cells, density } = columns;
  const canvas = make('canvas', { width, height: cells });
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, cells);
  let painted = '';
  let from = 0;
  let to = width - 1;

  function paint(colour: string): void {
    for (let column = from; column <= to; column++) {
      for (let cell = 0; cell < cells; cell++) {
        const much = 1 - Math.exp(-density[column * cells + cell]! / strong);
        image.data[4 * ((cells - 1 - cell) * width + column) + 3] = Math.round(255 * much);
      }
    }
    const across = to - from + 1;
    context.putImageData(image, 0, 0, from, 0, across, cells);
    // The colour goes where the picture is, by the canvas itself, which knows all ways to write one.
    context.save();
    context.beginPath();
    context.rect(from, 0, across, cells);
    context.clip();
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = colour;
    context.fillRect(from, 0, across, cells);
    context.restore();
  }

  return {
    columns,
    changed([first, last]) {
      from = Math.min(from, first);
      to = Math.max(to, last);
    },
    canvas(colour) {
      if (colour !== painted) [from, to] = [0, width - 1];
      painted = colour;
      if (from <= to) paint(colour);
      [from, to] = [width, -1];
      return canvas;
    },
  };
}
