import { ArgumentError } from './errors.ts';

/** An HTMLCanvasElement of a page, or an OffscreenCanvas of a page or a worker. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: string, options?: unknown): unknown;
}

/** Refuses what is no canvas of a browser, of whatever realm. @throws ArgumentError */
export function requireCanvas(argument: string, given: unknown): asserts given is Canvas {
  const tag = Object.prototype.toString.call(given);
  const named = tag === '[object HTMLCanvasElement]' || tag === '[object OffscreenCanvas]';
  if (named && typeof (given as Canvas).getContext === 'function') return;
  throw new ArgumentError(
    argument,
    given,
    'an HTMLCanvasElement or an OffscreenCanvas of a browser',
    'Where there is no canvas, as in Node.js, counts() gives the numbers.',
  );
}

/** The context of a canvas that pixels are put through. @throws ArgumentError when the canvas has another or gives none */
export function contextOf(canvas: Canvas, kind: '2d'): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
export function contextOf(canvas: Canvas, kind: 'webgpu'): GPUCanvasContext;
export function contextOf(canvas: Canvas, kind: string): unknown {
  let context: unknown;
  try {
    context = canvas.getContext(kind);
  } catch {
    // As of a canvas whose control went to a worker.
  }
  if (context) return context;
  throw new ArgumentError(
    'canvas',
    canvas,
    `one that gives this engine its context ${kind}`,
    'It has another context, or it was handed to a worker. The engine webgpu wants the context webgpu, others want 2d: give each a canvas of its own.',
  );
}
