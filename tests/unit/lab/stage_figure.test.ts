import { describe, expect, test } from 'vitest';
import { partOf, pathOf, pointAt } from '../../../demo/lab/figures/stage/paths.ts';
import { captionLines } from '../../../demo/lab/figures/stage/picture.ts';
import { surfaceImage, surfaceOf } from '../../../demo/lab/figures/stage/surface.ts';
import { createScales, roundUp } from '../../../demo/lab/figures/stage/surface_scales.ts';
import { captionOf, momentOf, titleOf } from '../../../demo/lab/figures/stage/words.ts';
import type { FieldReport, PaneReport } from '../../../demo/lab/protocol.ts';

const pane: PaneReport = {
  ...{ method: 'langevin', score: 'learned', completed: 240, total: 481, end: 0 },
  ...{ level: 1, levels: [5, 0.3162, 0.02], starts: [0, 160, 320], particles: 100_000 },
};
const field: FieldReport = {
  ...{ kind: 'field', sigma: 0.31623, side: 1, fine: 2, rmse: 0.1234 },
  extent: [
    [0, 1],
    [0, 1],
  ],
  ...{ learned: new Float32Array(2), exact: new Float32Array(2) },
  ...{ density: Float32Array.of(0, 1, 2, 4), learnedDensity: Float32Array.of(0, 1, 1, 1) },
  ...{ magnitude: Float32Array.of(0, 1, 2, 1e9), error: Float32Array.of(0, 0.1, 0.2, 0.4) },
};
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('words', () => {
  const settings = { surface: 'none', arrows: 'arrows', exact: false } as const;

  test('say what is seen', () => {
    expect(plain(captionOf({ settings, field, panes: [pane], released: undefined }))).toBe(
      'Where the learned score points at σ = 0.316, and 100,000 particles after 240 of 481 updates.',
    );
    const all = {
      settings: { surface: 'error', arrows: 'streamlines', exact: true } as const,
      field,
      panes: [pane, pane],
    };
    expect(plain(captionOf({ ...all, released: [1, -2] }))).toBe(
      'Lines along the exact score at σ = 0.316, and twice 100,000 particles released at (1.00, −2.00), after 240 of 481 updates and after 240 of 481. In the background: how far the learned score is from the exact one. Its root mean square over the density is 0.123.',
    );
  });

  test('say less where less is there', () => {
    expect(captionOf({ settings, field: undefined, panes: [], released: undefined })).toBe(
      'Nothing has been computed yet.',
    );
    expect(captionOf({ settings: { ...settings, arrows: 'none' }, field, panes: [pane], released: undefined })).toBe(
      '100,000 particles after 240 of 481 updates.',
    );
    const unknown = { ...field, error: undefined, exact: undefined };
    expect(
      captionOf({ settings: { ...settings, surface: 'error' }, field: unknown, panes: [], released: undefined }),
    ).toContain('nobody knows their exact score');
    expect(
      plain(
        captionOf({
          settings: { ...settings, arrows: 'none', surface: 'density' },
          field,
          panes: [],
          released: undefined,
        }),
      ),
    ).toBe('In the background: the density that the learned score stands for at σ = 0.316.');
  });

  test('name the sampler and its moment', () => {
    expect(titleOf(pane)).toEqual({ name: 'Langevin dynamics', rest: '481 evaluations · learned score' });
    expect(momentOf(pane)).toBe('σ 0.316 · 49 %');
  });
});

test('roundUp gives 1, 2 or 5 times a power of ten', () => {
  expect([0.3, 1, 1.01, 4, 60, 0].map(roundUp)).toEqual([0.5, 1, 2, 5, 100, 1]);
});

describe('paths', () => {
  const straight = Float32Array.of(0, 0, 1, 0, 3, 0, 4, 0);

  test('have a point at each share of their way', () => {
    const path = pathOf(straight, 10);
    expect(pointAt(path, 0)).toEqual([0, 0]);
    expect(pointAt(path, 0.5)).toEqual([2, 0]);
    expect(pointAt(path, 1)).toEqual([4, 0]);
    expect(pointAt(pathOf(Float32Array.of(2, 5), 10), 0.7)).toEqual([2, 5]);
  });

  test('leap where they are long and turn about', () => {
    expect(pathOf(straight, 4).leaps).toEqual([false, false, false]);
    const wild = Float32Array.of(0, 0, 1, 0, 0, 0.1, 1, 0.2);
    expect(pathOf(wild, 4).leaps).toEqual([true, true, true]);
    expect(pathOf(wild, 100).leaps).toEqual([false, false, false]);
  });

  test('are drawn from one share to another, since the last leap', () => {
    const path = pathOf(straight, 4);
    expect(partOf(path, 0, 1)).toEqual([...straight]);
    expect(partOf(path, -0.5, 0.5)).toEqual([0, 0, 1, 0, 2, 0]);
    expect(partOf(path, 0.5, 0.9)).toEqual([2, 0, 3, 0, expect.closeTo(3.7, 6), 0]);
    const leaping = { ...path, leaps: [false, true, false] };
    expect(partOf(leaping, 0, 1)).toEqual([3, 0, 4, 0]);
    expect(partOf(leaping, 0, 0.5)).toEqual([]);
    expect(partOf(leaping, 0, 0.2)).toEqual([0, 0, expect.closeTo(0.6, 6), 0]);
  });
});

describe('surface', () => {
  const look = (surface: 'density' | 'magnitude' | 'error' | 'none', exact = false) =>
    surfaceOf(field, { surface, exact }, createScales());

  test('is the density of the score that is shown, up to its highest', () => {
    expect(look('density', true)).toMatchObject({ values: field.density });
    expect(look('density')).toMatchObject({ values: field.learnedDensity });
    expect(look('density', true)!.share(4)).toBe(1);
    expect(look('density', true)!.share(1)).toBe(0.5);
    expect(look('none')).toBeUndefined();
    expect(
      surfaceOf({ ...field, error: undefined }, { surface: 'error', exact: false }, createScales()),
    ).toBeUndefined();
  });

  test('of the magnitude has a fixed scale that no value leaves', () => {
    const { share } = look('magnitude')!;
    expect([share(0), share(2)]).toEqual([0, 0.5]);
    expect(share(1e9)).toBeLessThanOrEqual(1);
  });

  test('of the error ends at a round number, which stays while errors are not far below', () => {
    const scales = createScales();
    const errors = (most: number): Float32Array => Float32Array.from({ length: 100 }, (_, i) => (most * i) / 98);
    expect(scales.error(errors(0.4))).toBe(0.5);
    expect(scales.error(errors(0.2))).toBe(0.5);
    expect(scales.error(errors(0.1))).toBe(0.1);
    expect(scales.error(errors(0.7))).toBe(1);
  });

  test('of the density goes slowly to another scale, but at once at another noise level', () => {
    const scales = createScales();
    expect(scales.density(Float32Array.of(1), 0.5)).toBe(1);
    expect(scales.density(Float32Array.of(2), 0.5)).toBeCloseTo(1.2, 12);
    expect(scales.density(Float32Array.of(2), 0.4)).toBe(2);
  });

  test('as an image has the first row below', () => {
    const image = surfaceImage(look('density', true)!, { dark: false, surface: '#ffffff' });
    const red = [0, 1, 2, 3].map((i) => image[4 * i]!);
    // Cells 2 and 3 are above, and higher: darker.
    expect(red[2]).toBe(255);
    expect(red[1]).toBeLessThan(red[0]!);
    expect(red[0]).toBeLessThan(red[3]!);
  });
});

test('captions of pictures are broken between words', () => {
  expect(captionLines('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  expect(captionLines('incomprehensible', 5)).toEqual(['incomprehensible']);
});
