import type { Engine, Picture } from '../../../src/index.ts';
import type { Report } from '../protocol.ts';
import type { Particles } from './particles.ts';

/** The canvases of the page, one for each set of particles. */
export interface Canvases {
  put(pane: number, canvas: OffscreenCanvas): void;
  resize(pane: number, width: number, height: number): void;
  palette(colours: Uint8Array): void;
  /** Asks for new ones where those that are there have shown pictures of a device after which this engine cannot draw on them. */
  suit(engine: Engine): void;
  draw(pane: number, particles: Particles, extent: readonly (readonly [number, number])[]): Promise<void>;
}

/** Cells of the density along each side: enough for large screens, and for the widest noise. */
const mostCells = 512;
const leastCells = 80;
/** Particles to a cell, about, of those that are spread over a fifth of the square: fewer would show as noise. */
const particlesOfCell = 4;
/** Cells to a σ: there is no finer detail in particles of this noise than the chance that they are. */
const cellsOfSigma = 5;

export function createCanvases(post: (report: Report) => void): Canvases {
  const canvases: (OffscreenCanvas | undefined)[] = [];
  const sizes: { width: number; height: number }[] = [];
  /** What has drawn on each. */
  const drawnBy: (Drawn | undefined)[] = [];
  let palette: Uint8Array = new Uint8Array(8);
  let now: Engine | undefined;

  /** Asks for a new canvas where this engine cannot draw on the one that is there. */
  function renewUnlessFit(pane: number): void {
    const by = drawnBy[pane];
    if (!by || !now || suits(by, drawnNow(now))) return;
    canvases[pane] = undefined;
    drawnBy[pane] = undefined;
    post({ kind: 'canvas', pane });
  }

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
      now = engine;
      for (const pane of drawnBy.keys()) renewUnlessFit(pane);
    },
    async draw(pane, particles, extent) {
      renewUnlessFit(pane);
      const canvas = canvases[pane];
      const size = sizes[pane];
      if (!canvas || !size || extent.length !== 2) return;
      if (canvas.width !== size.width) canvas.width = size.width;
      if (canvas.height !== size.height) canvas.height = size.height;
      const cells = cellsFor(particles, size, extent[0]![1] - extent[0]![0]);
      const axes = extent.map(([from, to], coordinate) => ({ coordinate, from, to, cells }));
      const picture: Picture = { grid: { axes }, palette, exposure };
      const drawn = now && drawnNow(now);
      drawnBy[pane] = drawn;
      try {
        await particles.draw(canvas, picture);
      } catch (error) {
        // Another canvas is asked for when the loss is noticed.
        if (!now || !drawn || suits(drawn, drawnNow(now))) throw error;
      }
    },
  };
}

/** A device of an engine: which, and how many were lost before it. */
interface Drawn {
  readonly engine: Engine;
  readonly kind: Engine['kind'];
  readonly losses: number;
}

function drawnNow(engine: Engine): Drawn {
  return { engine, kind: engine.kind, losses: engine.interruptions.length };
}

/** A canvas has one kind of context for good, and shows nothing more once the GPU process that its WebGPU context was of is gone. */
function suits(by: Drawn, now: Drawn): boolean {
  if (by.kind !== 'webgpu' && now.kind !== 'webgpu') return true;
  return by.engine === now.engine && by.losses === now.losses;
}

/** Cells along each side: as fine as the particles are many, and no finer than what their noise has left. */
function cellsFor(particles: Particles, { width, height }: { width: number; height: number }, extent: number): number {
  const many = Math.ceil(Math.sqrt((5 * particles.count) / particlesOfCell));
  const ended = particles.completed === particles.total;
  const sigma = ended ? particles.end : particles.levels[particles.level]!;
  const fine = sigma > 0 ? Math.max(leastCells, Math.ceil((cellsOfSigma * extent) / sigma)) : mostCells;
  return Math.max(2, Math.min(mostCells, Math.max(width, height), many, fine));
}

/** The density of particles spread evenly over the square is shown by 1 − e^−exposure of the way through the palette. */
const exposure = 0.25;
