import { describe, expect, test } from 'vitest';
import { lightness, overlaid, type Rgb, ramp, rgbOf } from '../../../demo/lab/figures/drawing/colour_map.ts';
import { particleColours, surfaceColours } from '../../../demo/lab/figures/stage/plane_colours.ts';

const grounds = [
  { dark: false, surface: '#ffffff' },
  { dark: true, surface: '#14171c' },
];

const colour = (table: Uint8Array, i: number): Rgb => [table[4 * i]!, table[4 * i + 1]!, table[4 * i + 2]!];

/** A colour of a table with opacities, over a ground. */
function over(table: Uint8Array, i: number, ground: Rgb): Rgb {
  const opacity = table[4 * i + 3]! / 255;
  return colour(table, i).map((value, c) => opacity * value + (1 - opacity) * ground[c]!) as unknown as Rgb;
}

test('lightness is that of OKLab', () => {
  expect(lightness([255, 255, 255])).toBeCloseTo(1, 6);
  expect(lightness([0, 0, 0])).toBe(0);
  // #ff0000, by the author's page: 0.62796.
  expect(lightness([255, 0, 0])).toBeCloseTo(0.62796, 4);
});

test('colours are read in their short form, too', () => {
  expect(rgbOf('#fff')).toEqual([255, 255, 255]);
  expect(rgbOf('#1a0')).toEqual([0x11, 0xaa, 0]);
  expect(rgbOf('#1d5fa8')).toEqual([0x1d, 0x5f, 0xa8]);
});

describe('ramp', () => {
  const colours = ramp(['#ffffff', '#6f8ed6', '#1d1047']);

  test('begins and ends with its stops, and goes through those between', () => {
    for (const [t, hex] of [
      [0, '#ffffff'],
      [1, '#1d1047'],
    ] as const)
      expect(colours(t).map(Math.round)).toEqual(rgbOf(hex));
    const light = lightness(rgbOf('#6f8ed6'));
    const t = (1 - light) / (1 - lightness(rgbOf('#1d1047')));
    expect(colours(t).map(Math.round)).toEqual(rgbOf('#6f8ed6'));
  });

  test('has a lightness in proportion to t', () => {
    const [first, last] = [lightness(colours(0)), lightness(colours(1))];
    for (let i = 0; i <= 20; i++) expect(lightness(colours(i / 20))).toBeCloseTo(first + (i / 20) * (last - first), 3);
  });
});

describe.each(grounds)('colours on $surface', (ground) => {
  const surface = rgbOf(ground.surface);
  const direction = ground.dark ? 1 : -1;

  test.each(['quiet', 'errors'] as const)('of a surface that is %s begin with the ground and go one way', (kind) => {
    const table = surfaceColours(ground, kind);
    expect(colour(table, 0)).toEqual(surface);
    for (let i = 1; i < 256; i++) {
      expect(table[4 * i + 3]).toBe(255);
      // Bytes are rounded: half a step of one channel is up to 0.002 of the lightness.
      expect(direction * (lightness(colour(table, i)) - lightness(colour(table, i - 1)))).toBeGreaterThan(-0.002);
    }
  });

  test('of particles begin with nothing, end opaque, and look even over the ground', () => {
    const table = particleColours(ground);
    expect(table[3]).toBe(0);
    expect(table[4 * 255 + 3]).toBe(255);
    const lights = Array.from({ length: 256 }, (_, i) => lightness(over(table, i, surface)));
    const mean = (lights[255]! - lights[0]!) / 255;
    expect(direction * mean).toBeGreaterThan(0);
    // Sixteenths of the way, so that rounded bytes do not count; opacities and colours of a byte each leave a fifth.
    for (let i = 0; i + 16 < 256; i += 16) {
      expect((lights[i + 16]! - lights[i]!) / (16 * mean)).toBeGreaterThan(0.6);
      expect((lights[i + 16]! - lights[i]!) / (16 * mean)).toBeLessThan(1.4);
    }
  });

  test('of particles stand out from the darkest surface', () => {
    const most = lightness(colour(surfaceColours(ground, 'quiet'), 255));
    expect(Math.abs(lightness(over(particleColours(ground), 128, surface)) - most)).toBeGreaterThan(0.2);
  });
});

test('overlaid colours over their first are the ramp', () => {
  const colours = ramp(['#ffffff', '#6f8ed6', '#1d1047']);
  const table = overlaid(colours);
  for (let i = 8; i < 256; i += 8) {
    const wanted = colours(i / 255);
    // A rounded opacity times a difference of up to 255, and a rounded colour.
    over(table, i, [255, 255, 255]).forEach((value, c) => {
      expect(Math.abs(value - wanted[c]!)).toBeLessThan(1.5);
    });
  }
});
