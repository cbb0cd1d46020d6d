import type { FieldReport } from '../../protocol.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Sheet } from '../drawing/sheet.ts';
import { type Ground, surfaceColours } from './plane_colours.ts';
import type { Scales } from './surface_scales.ts';

/** Numbers over the plane as they are shown: [side, side], x fastest, y upwards. */
export interface Surface {
  readonly values: Float32Array;
  readonly side: number;
  /** How much of the way through the colours a value is, from 0 to 1. */
  readonly share: (value: number) => number;
  readonly kind: 'quiet' | 'errors';
  /** The value from which on all look the same; undefined where there is no such value. */
  readonly most: number | undefined;
}

/** σ·|s| that has half of the colours behind it: a particle at the distance of its own noise from the data has about 1. */
const halfway = 2;

/** What the settings want behind the field; undefined where that is nothing, or not known. */
export function surfaceOf(
  field: FieldReport,
  { surface, exact }: Pick<Settings, 'surface' | 'exact'>,
  scales: Scales,
): Surface | undefined {
  const { fine: side, density, learnedDensity, magnitude, error } = field;
  if (surface === 'density') {
    const values = exact && density ? density : learnedDensity;
    if (!values) return undefined;
    const most = scales.density(values, field.sigma);
    // The root, so that the slopes of sharp peaks are seen.
    return { ...{ values, side, kind: 'quiet', most: undefined }, share: (value) => Math.sqrt(value / most) };
  }
  if (surface === 'magnitude')
    return { values: magnitude, side, kind: 'quiet', most: undefined, share: (value) => value / (value + halfway) };
  if (surface === 'error' && error) {
    const most = scales.error(error);
    return { values: error, side, kind: 'errors', most, share: (value) => value / most };
  }
  return undefined;
}

/** The surface as an image, a pixel a cell. */
export function surfaceImage({ values, side, share, kind }: Surface, theme: Ground): Uint8ClampedArray<ArrayBuffer> {
  const colours = new Uint32Array(surfaceColours(theme, kind).buffer);
  const pixels = new Uint32Array(side * side);
  for (const [i, value] of values.entries()) {
    const t = Math.min(1, Math.max(0, share(value)));
    pixels[(side - 1 - Math.floor(i / side)) * side + (i % side)] = colours[Math.round(t * (colours.length - 1))]!;
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** A canvas of a pixel a cell: the browser draws it larger, as smoothly, in less time. */
export function paintSurface(canvas: HTMLCanvasElement | OffscreenCanvas, surface: Surface, theme: Ground): void {
  const { side } = surface;
  if (canvas.width !== side) canvas.width = side;
  if (canvas.height !== side) canvas.height = side;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.putImageData(new ImageData(surfaceImage(surface, theme), side, side), 0, 0);
}

export function drawSurface({ context, width, height, theme }: Sheet, surface: Surface): void {
  const cells = new OffscreenCanvas(1, 1);
  paintSurface(cells, surface, theme);
  context.imageSmoothingEnabled = true;
  context.drawImage(cells, 0, 0, width, height);
}
