import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CanvasSize } from '../../src/canvas.ts';
import type { Engine } from '../../src/engine.ts';
import { engineInWorker } from '../../src/engine_in_worker/engine.ts';
import { ArgumentError } from '../../src/errors.ts';
import type { Picture } from '../../src/picture.ts';
import type { Sampler } from '../../src/sampler.ts';
import { collect, refusal } from '../engine_suite/fixtures.ts';
import { type AnyCanvas, difference, expected, options, picture, shown, tolerance } from './canvas_pixels.ts';

const opened = (prefer: Engine['kind']) =>
  engineInWorker(new Worker(new URL('../../src/worker.ts', import.meta.url), { type: 'module' }), { prefer });

function element(width: number, height: number): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  document.body.append(canvas);
  return canvas;
}

describe.each(['webgpu', 'cpu'] as const)('a canvas drawn on by the engine %s in a worker', (prefer) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await opened(prefer);
  });
  afterAll(() => engine.dispose());

  /** Sees to it that a canvas comes to show the particles of a sampler, which it does some time after they were drawn. */
  async function expectShown(
    canvas: AnyCanvas,
    sampler: Sampler,
    { width, height }: CanvasSize = canvas,
    drawn: Picture = picture,
  ) {
    const wanted = expected(await sampler.counts(drawn.grid), drawn, width, height);
    const differs = () => {
      const pixels = shown(canvas);
      return pixels.length === wanted.length ? difference(pixels, wanted) : 255;
    };
    await expect.poll(differs, { timeout: 20_000 }).toBeLessThan(tolerance);
  }

  test('shows the counts, in any size and from one sampler to another', async () => {
    using first = await engine.sampler(options);
    using second = await engine.sampler({ ...options, seed: 9 });
    const canvas = element(48, 32);
    await first.draw(canvas, picture);
    await expectShown(canvas, first);
    await second.draw(canvas, picture, { width: 31, height: 50 });
    await expectShown(canvas, second, { width: 31, height: 50 });
    await collect(first.run());
    const bright = { ...picture, exposure: 3 };
    await first.draw(canvas, bright);
    await expectShown(canvas, first, { width: 31, height: 50 }, bright);
    canvas.remove();
  });

  test('may be the one of the page or one off it', async () => {
    using sampler = await engine.sampler(options);
    const canvas = element(40, 30);
    const off = canvas.transferControlToOffscreen();
    await sampler.draw(off, picture);
    await expectShown(canvas, sampler, { width: 40, height: 30 });
    await collect(sampler.run());
    await sampler.draw(off, picture);
    await expectShown(canvas, sampler, { width: 40, height: 30 });
    canvas.remove();
  });

  test('is refused where it is another’s, and the sampler is none the worse', async () => {
    using sampler = await engine.sampler(options);
    const [withContext, off, handed, gone] = [
      element(4, 4),
      new OffscreenCanvas(4, 4),
      element(4, 4),
      new OffscreenCanvas(4, 4),
    ];
    withContext.getContext('2d');
    off.getContext('2d');
    handed.transferControlToOffscreen();
    structuredClone(gone, { transfer: [gone] });
    for (const canvas of [withContext, off, handed, gone]) {
      const drawn = sampler.draw(canvas, picture);
      await expect(drawn).rejects.toSatisfy(refusal('canvas'));
      await expect(drawn).rejects.toThrow(/handed to the worker of this engine.*a canvas of its own/);
    }
    // A picture that is wrong comes before a canvas that is.
    await expect(sampler.draw(handed, { ...picture, exposure: 0 })).rejects.toSatisfy(refusal('picture.exposure'));
    await expect(sampler.draw(handed, picture, { width: -1, height: 2 })).rejects.toBeInstanceOf(ArgumentError);
    const canvas = element(20, 20);
    await expect(sampler.draw(canvas, picture, { width: -1, height: 2 })).rejects.toSatisfy(refusal('size.width'));
    await sampler.draw(canvas, picture);
    await expectShown(canvas, sampler);
    for (const each of [withContext, handed, canvas]) each.remove();
  });
});
