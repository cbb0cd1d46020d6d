import { type Rgb, rgbOf } from '../drawing/colour_map.ts';

/**
 * From too few (orange) through the ground to too many (blue): a pair that the colour-blind tell apart. Lightness falls away from the
 * ground as fast on both sides. CIELAB of the ends: near L = 40 on a light ground, 75 on a dark one.
 */
const ends = {
  light: { many: [16, 84, 156], few: [178, 60, 2] },
  dark: { many: [118, 180, 247], few: [255, 150, 78] },
} as const satisfies Record<string, { many: Rgb; few: Rgb }>;

/** Colour of a part of the scale, from −1 to 1, over a ground of `#rrggbb` or `#rgb`. */
export function divergingColour(part: number, ground: string, dark: boolean): Rgb {
  const { many, few } = ends[dark ? 'dark' : 'light'];
  const end = part < 0 ? few : many;
  const much = Math.min(1, Math.abs(part));
  const zero = rgbOf(ground);
  const mixed = (i: number): number => Math.round(zero[i]! + much * (end[i]! - zero[i]!));
  return [mixed(0), mixed(1), mixed(2)];
}

/**
 * What the ends of the scale stand for, in samples: the largest difference, but no less than five standard errors of the fullest cell, so
 * that chance alone stays pale.
 */
export function differenceScale(found: Float32Array, expected: Float32Array): number {
  let largest = 0;
  let fullest = 0;
  for (const [i, count] of found.entries()) {
    largest = Math.max(largest, Math.abs(count - expected[i]!));
    fullest = Math.max(fullest, expected[i]!);
  }
  return Math.max(largest, 5 * Math.sqrt(fullest), 1);
}

/** Share of the samples that would have to move to other cells. */
export function misplaced(found: Float32Array, expected: Float32Array): number {
  let apart = 0;
  let all = 0;
  for (const [i, count] of found.entries()) {
    apart += Math.abs(count - expected[i]!) / 2;
    all += count;
  }
  return apart / (all || 1);
}

/** The share that chance alone would misplace: half the mean absolute deviation of Poisson counts, but for the rounding of their mean. */
export function misplacedByChance(expected: Float32Array): number {
  let apart = 0;
  let all = 0;
  for (const count of expected) {
    apart += (count < 1 ? 2 * count * Math.exp(-count) : Math.sqrt((2 * count) / Math.PI)) / 2;
    all += count;
  }
  return apart / (all || 1);
}
