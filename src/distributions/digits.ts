import { requireInteger } from '../errors.ts';
import { digitStrokes, type Stroke } from './digit_strokes.ts';
import type { Target } from './distribution.ts';
import { drawLabelled } from './draw.ts';

/** Pictures of digits that the program draws itself, row by row from the top, dark 0 to light 1. */
export interface Digits extends Target {
  /** Pixels across and down; the dimension is side². */
  readonly side: number;
  /** The same draws as `sample`, with the digit of each. */
  readonly labelled: NonNullable<Target['labelled']>;
}

/**
 * Digits 0 to 9, equally often, as light strokes with soft edges on a dark ground, each with a size, place, slant, turn
 * and stroke width of its own. Values in [0, 1]; what a pixel shows is how much of it a stroke covers.
 * @param side of the pictures in pixels, from 8 to 28.
 */
export function digits(side: number): Digits {
  requireInteger('side', side, 8, 28);
  const dimension = side * side;
  const labelled: Digits['labelled'] = (count, options) =>
    drawLabelled(count, options, { dimension, needs: { uniforms: 8, normals: 0 } }, (values, at, uniforms) => {
      const label = Math.floor(10 * uniforms[0]!);
      const { place, halfWidth } = handwriting(side, uniforms);
      const strokes = digitStrokes[label]!.map((stroke) => stroke.map(place));
      paint(values.subarray(at, at + dimension), side, strokes, halfWidth);
      return label;
    });
  const sample: Digits['sample'] = (count, options) => labelled(count, options).points;
  return { dimension, side, classes: { name: 'label', count: 10 }, labelled, sample };
}

/** How one digit is written, from the uniforms 1 to 7 of its row. */
function handwriting(
  side: number,
  uniforms: Float64Array,
): { place: (point: Stroke[number]) => Stroke[number]; halfWidth: number } {
  const between = (j: number, least: number, most: number) => least + (most - least) * uniforms[j]!;
  const width = between(1, 0.72, 0.88);
  const height = between(2, 0.76, 0.87);
  const slant = between(3, -0.25, 0.25);
  const turn = between(4, -0.12, 0.12);
  const shift = [between(5, -0.06, 0.06), between(6, -0.05, 0.05)] as const;
  // At 8 × 8 a stroke is 0.8 to 1.3 pixels wide: thinner ones fade, wider ones close the loops of the 8.
  const halfWidth = between(7, 0.05, 0.08) * side;
  const cosine = Math.cos(turn);
  const sine = Math.sin(turn);
  const place = ([x, y]: Stroke[number]): Stroke[number] => {
    const down = (y - 0.5) * height;
    const across = (x - 0.5) * width - slant * down;
    return [
      side * (0.5 + shift[0] + cosine * across - sine * down),
      side * (0.5 + shift[1] + sine * across + cosine * down),
    ];
  };
  return { place, halfWidth };
}

/** Covers each pixel as far as a stroke of the given half width, in pixels, reaches over it. */
function paint(image: Float32Array, side: number, strokes: readonly Stroke[], halfWidth: number): void {
  for (let pixel = 0; pixel < image.length; pixel++) {
    const x = (pixel % side) + 0.5;
    const y = Math.floor(pixel / side) + 0.5;
    let nearest = Number.POSITIVE_INFINITY;
    for (const stroke of strokes) {
      for (let i = 1; i < stroke.length; i++) nearest = Math.min(nearest, squareTo(stroke[i - 1]!, stroke[i]!, x, y));
    }
    // The edge runs through the middle of a pixel when it is half covered.
    image[pixel] = Math.min(1, Math.max(0, 0.5 + halfWidth - Math.sqrt(nearest)));
  }
}

/** The squared distance of (x, y) to the straight line between two points. */
function squareTo([fromX, fromY]: Stroke[number], [toX, toY]: Stroke[number], x: number, y: number): number {
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const reached = ((x - fromX) * alongX + (y - fromY) * alongY) / (alongX * alongX + alongY * alongY || 1);
  const part = Math.min(1, Math.max(0, reached));
  return (x - fromX - part * alongX) ** 2 + (y - fromY - part * alongY) ** 2;
}
