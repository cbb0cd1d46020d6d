import { ArgumentError, requireInteger } from './errors.ts';
import { requireKeys } from './require_options.ts';

/** An HTMLCanvasElement of a page, or an OffscreenCanvas of a page or a worker. */
export interface Canvas {
  width: number;
  height: number;
  getContext(kind: string, options?: unknown): unknown;
}

/** Whole pixels. */
export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

/** The largest side that browsers let a canvas have. */
const mostPixels = 65_535;

/** Checks the size that a canvas is to have, and returns a copy. @throws ArgumentError */
export function canvasSizeOf(argument: string, given: CanvasSize): CanvasSize {
  requireKeys(argument, given, { width: true, height: true });
  const { width, height } = given;
  for (const [name, side] of Object.entries({ width, height }))
    requireInteger(`${argument}.${name}`, side, 0, mostPixels);
  return { width, height };
}

/** Gives a canvas a size, unless it has it: setting one clears the canvas. @throws ArgumentError when the canvas takes none */
export function resizeCanvas(canvas: Canvas, { width, height }: CanvasSize): void {
  try {
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  } catch {
    throw new ArgumentError('canvas', canvas, 'one that can be resized here', 'It was handed to a worker.');
  }
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
