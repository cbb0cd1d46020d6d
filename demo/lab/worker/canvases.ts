import type { Engine, Picture } from '../../../src/index.ts';
import type { Report } from '../protocol.ts';
import type { Particles } from './particles.ts';

/** The canvases of the page, one for each set of particles. */
export interface Canvases {
  put(pane: number, canvas: OffscreenCanvas): void;
  resize(pane: number, width: number, height: number): void;
  palette(colours: Uint8Array): void;
  /** Asks for new ones where those that are there have shown pictures of another kind of engine. */
  suit(engine: Engine): void;
  draw(pane: number, particles: Particles, extent: readonly (readonly [number, number])[]): Promise<void>;
}

/** Cells of the density along each side, at most: enough for large screens. */
const mostCells = 512;
/** Particles to a cell, about, of those that are spread over a fifth of the square: fewer would show as noise. */
const particlesOfCell = 6;

export function createCanvases(post: (report: Report) => void): Canvases {
  const canvases: (OffscreenCanvas | undefined)[] = [];
  const sizes: { width: number; height: number }[] = [];
  /** The kind of engine that has drawn on each. */
  const drawnBy: (Engine['kind'] | undefined)[] = [];
  let palette: Uint8Array = new Uint8Array(8);
  let kind: Engine['kind'] | undefined;

  const api = (engine: Engine['kind'] | undefined): string => (engine === 'webgpu' ? 'webgpu' : '2d');

  return {
    put(pane, canvas) {
      canvases[pane] = canvas;
      drawnBy[pane] = undefined;
    },
    resize(pane, width, height) {
      sizes[pane] = { width, height };
    },
    palette(colours) {
      palette = colours;
    },
    suit(engine) {
      kind = engine.kind;
      for (const [pane, by] of drawnBy.entries()) {
        if (by === undefined || api(by) === api(kind)) continue;
        canvases[pane] = undefined;
        drawnBy[pane] = undefined;
        post({ kind: 'canvas', pane });
      }
    },
    async draw(pane, particles, extent) {
      const canvas = canvases[pane];
      const size = sizes[pane];
      if (!canvas || !size || extent.length !== 2) return;
      if (canvas.width !== size.width) canvas.width = size.width;
      if (canvas.height !== size.height) canvas.height = size.height;
      const cells = Math.min(
        mostCells,
        Math.max(size.width, size.height),
        Math.ceil(Math.sqrt((5 * particles.count) / particlesOfCell)),
      );
      const axes = extent.map(([from, to], coordinate) => ({ coordinate, from, to, cells }));
      const picture: Picture = { grid: { axes }, palette, exposure };
      drawnBy[pane] = kind;
      await particles.draw(canvas, picture);
    },
  };
}

/** The density of particles spread evenly over the square is shown by 1 − e^−exposure of the way through the palette. */
const exposure = 0.25;
