import { type Canvas, requireCanvas } from '../canvas.ts';
import { ArgumentError } from '../errors.ts';
import type { Calls } from './calls.ts';
import type { PassedCanvas } from './messages.ts';

/** The canvases that a worker draws on. */
export interface Canvases {
  /** A canvas as the worker takes it. @throws ArgumentError when it is none, or another has it */
  pass(canvas: Canvas): PassedCanvas;
}

export function createCanvases({ tell }: Pick<Calls, 'tell'>): Canvases {
  const known = new WeakMap<Canvas, number>();
  const gone = new FinalizationRegistry<number>((id) => tell({ forget: id }));
  let count = 0;
  return {
    pass(canvas) {
      requireCanvas('canvas', canvas);
      const before = known.get(canvas);
      if (before !== undefined) return { id: before };
      const handed = handOver(canvas as HTMLCanvasElement | OffscreenCanvas);
      const id = count++;
      known.set(canvas, id);
      gone.register(canvas, id);
      return { id, handed };
    },
  };
}

/** Takes a canvas from the page, which keeps what shows it. @throws ArgumentError */
function handOver(canvas: HTMLCanvasElement | OffscreenCanvas): OffscreenCanvas {
  try {
    if ('transferControlToOffscreen' in canvas) return canvas.transferControlToOffscreen();
    // One that cannot be given away, for it is gone or has a context, says so here rather than where it is sent with more.
    return moved(canvas);
  } catch {
    throw new ArgumentError(
      'canvas',
      canvas,
      'one that can be handed to the worker of this engine',
      'It has a context, or it was handed to another: give each engine a canvas of its own.',
    );
  }
}

function moved(canvas: OffscreenCanvas): OffscreenCanvas {
  return structuredClone(canvas, { transfer: [canvas] });
}
