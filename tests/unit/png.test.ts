import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { densityPicture } from '../../experiments/pictures.ts';
import { enlarged, gridOfImages, imageLayoutOf, shadesOf } from '../../src/cli/files/image_grid.ts';
import { png } from '../../src/cli/files/png.ts';
import { points } from '../../src/points.ts';

test('png writes header, rows and end as the specification has them', () => {
  const bytes = Buffer.from(png({ width: 3, height: 2, channels: 1, pixels: Uint8Array.from([0, 128, 255, 1, 2, 3]) }));
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([3, 2]);
  const start = bytes.indexOf('IDAT') + 4;
  const rows = inflateSync(bytes.subarray(start, start + bytes.readUInt32BE(start - 8)));
  expect([...rows]).toEqual([0, 0, 128, 255, 0, 1, 2, 3]);
  // The last chunk is the same in every file, its checksum too.
  expect(bytes.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
});

test('a density is darkest where points are, the second coordinate up', () => {
  const { pixels } = densityPicture(points([0.9, 0.9], 2), 1, 2);
  expect(Array.from(pixels, (shade) => shade < 255)).toEqual([false, true, false, false]);
});

test('images stand in a grid with seams', () => {
  const images = points([0, 1, 0.5, 2, 1, 1, 1, -1], 4);
  const { width, height, channels, pixels } = gridOfImages(images, imageLayoutOf([2, 2])!, 2);
  expect([width, height, channels]).toEqual([7, 4, 1]);
  expect([...pixels.subarray(8, 13)]).toEqual([0, 255, 90, 255, 255]);
  expect([...pixels.subarray(15, 20)]).toEqual([128, 255, 90, 255, 0]);
});

test('colours come as triples or as planes', () => {
  // Two pixels side by side: red, then green over blue.
  const [triples, planes] = [points([1, 0, 0, 0, 1, 0.5], 6), points([1, 0, 0, 1, 0, 0.5], 6)];
  const drawn = [
    gridOfImages(triples, imageLayoutOf([1, 2, 3])!, 1),
    gridOfImages(planes, imageLayoutOf([3, 1, 2])!, 1),
  ];
  for (const { width, height, channels, pixels } of drawn) {
    expect([width, height, channels]).toEqual([4, 3, 3]);
    expect([...pixels.subarray(15, 21)]).toEqual([255, 0, 0, 0, 255, 128]);
  }
  const bytes = Buffer.from(png(drawn[0]!));
  expect([bytes[24], bytes[25]]).toEqual([8, 2]);
});

test('a picture is enlarged by whole numbers', () => {
  const { width, height, pixels } = enlarged({ width: 2, height: 1, channels: 1, pixels: Uint8Array.of(7, 9) }, 2);
  expect([width, height, ...pixels]).toEqual([4, 2, 7, 7, 9, 9, 7, 7, 9, 9]);
});

test('points are images where they have two axes, or three of which one is that of colours', () => {
  expect(imageLayoutOf([28, 20])).toEqual({ height: 28, width: 20, channels: 1, planes: true });
  expect(imageLayoutOf([28, 20, 1])).toEqual({ height: 28, width: 20, channels: 1, planes: false });
  for (const none of [undefined, [784], [4, 4, 4], [2, 2, 2, 2]]) expect(imageLayoutOf(none)).toBeUndefined();
});

test('shades are those of bytes, or as wide as the values', () => {
  expect(shadesOf(points([0, 0.3, 1.1, -0.1]))).toEqual([0, 1]);
  expect(shadesOf(points(Array.from({ length: 101 }, (_, i) => 3 * i - 50)))).toEqual([-47, 247]);
  expect(shadesOf(points([7, 7]))).toEqual([6.5, 7.5]);
});
