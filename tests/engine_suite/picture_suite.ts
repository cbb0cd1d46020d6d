import { describe, expect, test } from 'vitest';
import type { Canvas } from '../../src/canvas.ts';
import type { Engine } from '../../src/engine.ts';
import type { Picture } from '../../src/picture.ts';
import { plane, refusal, sampling } from './fixtures.ts';

const axes = [0, 1].map((coordinate) => ({ coordinate, from: 0, to: 1, cells: 2 }));
const picture: Picture = { grid: { axes }, palette: new Uint8Array(8), exposure: 1 };

/** What every sampler refuses to draw, with and without a canvas. */
export function pictureSuite(engine: () => Engine): void {
  describe('a picture of particles is refused by name', () => {
    test.each<[string, unknown]>([
      ['picture', undefined],
      ['picture.colours', { ...picture, colours: picture.palette }],
      ['picture.grid', { ...picture, grid: undefined }],
      ['picture.grid.axes', { ...picture, grid: { axes: axes.slice(1) } }],
      ['picture.grid.axes[1].cells', { ...picture, grid: { axes: [axes[0], { ...axes[1], cells: 0 }] } }],
      ['picture.grid.axes[0].to', { ...picture, grid: { axes: [{ ...axes[0], to: 1e38 }, axes[1]] } }],
      ['picture.palette', { ...picture, palette: undefined }],
      ['picture.palette', { ...picture, palette: [0, 0, 0, 0, 1, 1, 1, 1] }],
      ['picture.palette', { ...picture, palette: new Uint8Array(4) }],
      ['picture.palette', { ...picture, palette: new Uint8Array(9) }],
      ['picture.palette', { ...picture, palette: new Uint8Array(4 * 1025) }],
      ['picture.palette', { ...picture, palette: new Uint32Array(8) }],
      ['picture.exposure', { ...picture, exposure: 0 }],
      ['picture.exposure', { ...picture, exposure: Number.NaN }],
      ['picture.exposure', { ...picture, exposure: 1e10 }],
      ['picture.exposure', { ...picture, exposure: '1' }],
    ])('%s (%#)', async (argument, given) => {
      using sampler = await engine().sampler({ ...sampling, score: plane });
      await expect(sampler.draw({} as Canvas, given as Picture)).rejects.toSatisfy(refusal(argument));
    });

    test.each([undefined, null, 'canvas', {}, { width: 2, height: 2, getContext: () => null }])(
      'on what is no canvas: %j',
      async (canvas) => {
        using sampler = await engine().sampler({ ...sampling, score: plane });
        await expect(sampler.draw(canvas as Canvas, picture)).rejects.toSatisfy(refusal('canvas'));
      },
    );
  });
}
