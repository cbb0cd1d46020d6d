import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { densityPicture, gridOfImages } from '../../experiments/pictures.ts';
import { png } from '../../experiments/png.ts';
import { points } from '../../src/points.ts';

test('png writes header, rows and end as the specification has them', () => {
  const bytes = Buffer.from(png({ width: 3, height: 2, grey: Uint8Array.from([0, 128, 255, 1, 2, 3]) }));
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([3, 2]);
  const start = bytes.indexOf('IDAT') + 4;
  const rows = inflateSync(bytes.subarray(start, start + bytes.readUInt32BE(start - 8)));
  expect([...rows]).toEqual([0, 0, 128, 255, 0, 1, 2, 3]);
  // The last chunk is the same in every file, its checksum too.
  expect(bytes.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
});

test('a density is darkest where points are, the second coordinate up', () => {
  const { grey } = densityPicture(points([0.9, 0.9], 2), 1, 2);
  expect(Array.from(grey, (shade) => shade < 255)).toEqual([false, true, false, false]);
});

test('images stand in a grid with seams', () => {
  const { width, height, grey } = gridOfImages(points([0, 1, 0.5, 2, 1, 1, 1, -1], 4), 2);
  expect([width, height]).toEqual([7, 4]);
  expect([...grey.subarray(8, 13)]).toEqual([0, 255, 90, 255, 255]);
  expect([...grey.subarray(15, 20)]).toEqual([128, 255, 90, 255, 0]);
});
