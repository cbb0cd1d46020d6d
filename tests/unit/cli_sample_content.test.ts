import { describe, expect, test } from 'vitest';
import { imageLayoutOf } from '../../src/cli/files/image_grid.ts';
import { rounded, type SampleForm, sampleContent } from '../../src/cli/files/sample_content.ts';
import { npyRows, readCsv, readNpy } from '../../src/files/index.ts';
import { type Points, points } from '../../src/points.ts';

async function* inChunks(...chunks: Points[]): AsyncGenerator<Points> {
  yield* chunks;
}

async function written(form: Partial<SampleForm>, ...chunks: Points[]): Promise<Buffer> {
  const [first] = chunks;
  const particles = chunks.reduce((sum, { shape }) => sum + shape[0], 0);
  const kind = first!.values instanceof Float64Array ? 'float64' : 'float32';
  const whole: SampleForm = { format: 'csv', particles, dimension: first!.shape[1], kind, coordinates: {}, ...form };
  const parts: Uint8Array[] = [];
  for await (const part of sampleContent(whole, inChunks(...chunks))) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

const single = points(Float32Array.of(1, 2.5, -3, 4), 2);
// Numbers that float32 would round.
const double = points([1_700_000_000.125, 0.1, 1_700_000_001.5, 1e-40], 2);

describe('a table', () => {
  test('is headed by the names that the columns of the data had, or by names that no reader takes for numbers', async () => {
    const named = await written({ coordinates: { names: ['time, s', 'y'] } }, single);
    expect(named.toString()).toBe('"time, s",y\n1,2.5\n-3,4\n');
    expect((await written({}, single)).toString()).toBe('x0,x1\n1,2.5\n-3,4\n');
    expect((await written({}, points(Float32Array.of(7)))).toString()).toBe('x\n7\n');
  });

  test('keeps the digits of float64', async () => {
    const text = (await written({}, double)).toString();
    expect(readCsv(text).points.values).toEqual(double.values);
  });
});

describe('an array', () => {
  test('has the shape that the points of the data had, and the precision of the samples', async () => {
    const images = points(new Float32Array(24).map(Math.sin), 6);
    const file = await written({ format: 'npy', coordinates: { shape: [2, 3] } }, images, images);
    expect(file.toString('latin1')).toContain("'descr': '<f4', 'fortran_order': False, 'shape': (8, 2, 3), }");
    expect(file.subarray(128)).toEqual(Buffer.concat([npyRows(images), npyRows(images)]));
    const wide = await written({ format: 'npy' }, double);
    expect(wide.toString('latin1')).toContain("'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }");
    expect(Buffer.from(wide.subarray(128)).readDoubleLE(0)).toBe(1_700_000_000.125);
    expect(readNpy(await written({ format: 'npy' }, single))).toEqual(single);
  });
});

test('a picture shows all samples in about as many rows as columns', async () => {
  const image = points(Float32Array.of(0, 1, 1, 0), 4);
  const file = await written({ format: 'png', layout: imageLayoutOf([2, 2]) }, image, image, image);
  // Two by two images of two by two pixels, with seams around, each pixel of 85 × 85 dots.
  expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([7 * 85, 7 * 85]);
});

test('columns of whole numbers come back whole, and no other', async () => {
  const parts: number[][] = [];
  for await (const { values } of rounded(inChunks(points([1.4, 1.4, -0.3, -0.3], 2)), [1])) parts.push([...values]);
  expect(parts).toEqual([[1.4, 1, -0.3, 0]]);
});
