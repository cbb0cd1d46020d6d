import type { Points } from '../../points.ts';
import type { Picture } from './png.ts';

/** How the coordinates of a point make an image. */
export interface ImageLayout {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** Whether each channel is an image by itself, [3, h, w], instead of each pixel a triple, [h, w, 3]. */
  readonly planes: boolean;
}

/** How points of this shape are images: [h, w], with one or three channels before or behind; undefined where they are none. */
export function imageLayoutOf(shape: readonly number[] | undefined): ImageLayout | undefined {
  if (shape?.length === 2) return { height: shape[0]!, width: shape[1]!, channels: 1, planes: true };
  if (shape?.length !== 3) return undefined;
  const [first, second, third] = shape as [number, number, number];
  if (third === 1 || third === 3) return { height: first, width: second, channels: third, planes: false };
  if (first === 1 || first === 3) return { height: second, width: third, channels: first, planes: true };
  return undefined;
}

/** Shade of the seams. */
const seam = 90;

/**
 * Images side by side, so many in a row, with seams of one pixel between them.
 * @param range the values of black and of white; 0 and 1 unless given
 */
export function gridOfImages(
  { values, shape: [count, size] }: Points,
  { height, width, channels, planes }: ImageLayout,
  columns: number,
  [black, white]: readonly [number, number] = [0, 1],
): Picture {
  const rows = Math.ceil(count / columns);
  const across = columns * (width + 1) + 1;
  const down = rows * (height + 1) + 1;
  const pixels = new Uint8Array(across * down * channels).fill(seam);
  for (let i = 0; i < count; i++) {
    const left = (i % columns) * (width + 1) + 1;
    const top = Math.floor(i / columns) * (height + 1) + 1;
    for (let pixel = 0; pixel < width * height; pixel++) {
      const place = (top + Math.floor(pixel / width)) * across + left + (pixel % width);
      for (let channel = 0; channel < channels; channel++) {
        const at = planes ? channel * width * height + pixel : channels * pixel + channel;
        const shade = (values[i * size + at]! - black) / (white - black);
        pixels[channels * place + channel] = Math.round(255 * Math.min(1, Math.max(0, shade)));
      }
    }
  }
  return { width: across, height: down, channels, pixels };
}

/** A picture with so many dots along each side of a pixel. */
export function enlarged({ width, height, channels, pixels }: Picture, times: number): Picture {
  const larger = { width: times * width, height: times * height, channels };
  const dots = new Uint8Array(larger.width * larger.height * channels);
  for (let y = 0; y < larger.height; y++) {
    for (let x = 0; x < larger.width; x++) {
      const from = channels * (Math.floor(y / times) * width + Math.floor(x / times));
      dots.set(pixels.subarray(from, from + channels), channels * (y * larger.width + x));
    }
  }
  return { ...larger, pixels: dots };
}

/**
 * The values to show as black and white: 0 and 1 of images that lie about there, as bytes do that were read; of others those
 * beyond which a hundredth of the values lie.
 */
export function shadesOf({ values }: Points): readonly [number, number] {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [0.01, 0.99].map((share) => sorted[Math.floor(share * (sorted.length - 1))]!) as [number, number];
  if (low >= -0.25 && high <= 1.25 && high > 0.25) return [0, 1];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}
