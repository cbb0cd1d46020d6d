import { expect, test } from 'vitest';
import type { Canvas } from '../../../src/canvas.ts';
import { DisposedError } from '../../../src/errors.ts';
import { points } from '../../../src/points.ts';
import { driven, levels, outcome, stallAt, watch } from './fixtures.ts';

watch();

const picture = {
  grid: { axes: [0, 1].map((coordinate) => ({ coordinate, from: 0, to: 2, cells: 2 })) },
  palette: Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 255),
  exposure: 1,
};
const flat = {
  ...{ method: levels(1), particles: 4, initial: points([0.5, 0.5, 0.5, 0.5, 1.5, 1.5, 9, 9], 2) },
  score: { kind: 'custom', dimension: 2, cpu: () => [0, 0] } as const,
};

/** As much of a canvas of a browser as drawing asks for. */
function fakeCanvas(width: number, height: number, context = true): Canvas & { readonly shown: Uint8ClampedArray[] } {
  const shown: Uint8ClampedArray[] = [];
  return {
    [Symbol.toStringTag]: 'OffscreenCanvas',
    ...{ width, height, shown },
    getContext: (kind: string) =>
      kind === '2d' && context
        ? {
            createImageData: (width: number, height: number) => ({
              ...{ width, height, data: new Uint8ClampedArray(4 * width * height) },
            }),
            putImageData: ({ data }: ImageData) => shown.push(data.slice()),
          }
        : null,
  } as Canvas & { shown: Uint8ClampedArray[] };
}

test('an engine without a canvas of its own has its counts shaded at the size of the canvas', async () => {
  const { engine } = driven();
  using sampler = await engine.sampler(flat);
  const canvas = fakeCanvas(2, 2);
  await sampler.draw(canvas, picture);
  // Four cells for four particles: one particle is an exposure of 1. The lowest row comes last.
  const [one, two] = [1, 2].map((count) => 255 * (1 - Math.exp(-count)));
  const reds = [0, 1, 2, 3].map((pixel) => canvas.shown[0]![4 * pixel]!);
  [0, one!, two!, 0].forEach((expected, i) => expect(Math.abs(reds[i]! - expected)).toBeLessThan(0.7));
  // It goes with the canvas.
  Object.assign(canvas, { width: 3, height: 5 });
  await sampler.draw(canvas, picture);
  await sampler.draw(canvas, { ...picture, palette: new Uint8Array(8).fill(9) });
  expect(canvas.shown.slice(1).map(({ length }) => length)).toEqual([60, 60]);
  expect(canvas.shown[2]).toEqual(new Uint8ClampedArray(60).fill(9));
});

test('a canvas without area is left as it is, and one without a context refused', async () => {
  const { engine } = driven();
  using sampler = await engine.sampler(flat);
  for (const canvas of [fakeCanvas(0, 4), fakeCanvas(4, 0)]) {
    await sampler.draw(canvas, picture);
    expect(canvas.shown).toEqual([]);
  }
  await expect(sampler.draw(fakeCanvas(2, 2, false), picture)).rejects.toThrow(/^canvas: .* its context 2d/);
});

test('nothing shows once the sampler is disposed of', async () => {
  const { fake, engine } = driven();
  const sampler = await engine.sampler(flat);
  const canvas = fakeCanvas(2, 2);
  const gate = stallAt(fake, 'counts');
  const drawn = outcome(sampler.draw(canvas, picture));
  await gate.reached;
  sampler.dispose();
  expect(await drawn).toBeInstanceOf(DisposedError);
  gate.release();
  await expect(sampler.draw(canvas, picture)).rejects.toBeInstanceOf(DisposedError);
  expect(canvas.shown).toEqual([]);
});

test('a caller may go on using the picture', async () => {
  const { engine } = driven();
  using sampler = await engine.sampler(flat);
  const canvas = fakeCanvas(1, 1);
  const palette = new Uint8Array(8).fill(100);
  const drawn = sampler.draw(canvas, { ...picture, palette });
  palette.fill(7);
  await drawn;
  expect([...canvas.shown[0]!]).toEqual([100, 100, 100, 100]);
});
