import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { advise } from '../../src/advisor.ts';
import { type Concern, dataConcerns, noiseConcerns } from '../../src/concerns/index.ts';
import { targetNamed, targetNames } from '../../src/distributions/targets.ts';
import { readCsv } from '../../src/files/index.ts';
import { geometric, type Noise } from '../../src/noise.ts';
import { type Points, points } from '../../src/points.ts';
import { standardisation, standardised } from '../../src/transform.ts';

const file = (name: string): Points => readCsv(readFileSync(`tests/cases/${name}.csv`, 'utf8')).points;
/** 1999 rows of N(0, 1)², and (3000, 0) in the eighth. */
const outlier = file('one_outlier');
/** 1.7e9 ± 60 beside 0 ± 1. */
const epoch = file('epoch');
/** About 2e30 ± 6e29 beside 5773 ± 308. */
const stars = file('stars');

const kinds = (concerns: readonly Concern[]): string[] => concerns.map(({ kind }) => kind);

function advised(data: Points): Noise {
  const { from, to, levels } = advise(data);
  return geometric({ from, to, levels });
}

/** The circle of radius 1. */
const circle = points(
  Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? Math.cos(i) : Math.sin(i - 1))),
  2,
);

describe('data', () => {
  test('of which a row lies far out: the column, the row and its value are named', () => {
    const [concern, ...others] = dataConcerns(outlier, { names: ['x', 'y'] });
    expect(others).toEqual([]);
    expect(concern).toMatchObject({ kind: 'far-out', coordinate: 0, rows: [7] });
    expect(concern!.message).toMatch(
      /^column "x": row 8 \(3000\) lies far beyond the others, .* spans 1\.4\. .*robust/,
    );
    expect(dataConcerns(outlier, { standardise: 'robust' })[0]!.message).not.toMatch(/robust/);
  });

  test('with heavy tails: rows far out are counted', () => {
    const cauchy = points(Array.from({ length: 2000 }, (_, i) => Math.tan(Math.PI * ((i + 0.5) / 2000 - 0.5))));
    const [concern] = dataConcerns(cauchy);
    // Beyond 1 + 10·2 = 21 lies a share of 2·(½ − arctan(21)/π) of a Cauchy distribution: 3 %.
    expect(concern!.rows).toHaveLength(2 * Math.round(2000 * (0.5 - Math.atan(21) / Math.PI)));
    expect(concern!.message).toMatch(/rows 1 \(.*\), 2 \(.*\), 3 \(.*\) and 57 more lie/);
  });

  test('that float32 rounds, unless they are standardised', () => {
    const [concern] = dataConcerns(epoch, { names: ['time', 'y'] });
    expect(concern).toMatchObject({ kind: 'rounded', coordinate: 0 });
    // From 2³⁰ to 2³¹ float32 has a number in 128.
    expect(concern!.message).toMatch(/^column "time": values around 1700000000 .*steps of 128 .*--standardise columns/);
    expect(dataConcerns(epoch, { standardise: 'columns' })).toEqual([]);
    expect(dataConcerns(points([1.7e9, 1.7e9, 1.7e9]))).toEqual([]);
  });

  test('in units that float32 does not compute with, or of widths a world apart', () => {
    expect(kinds(dataConcerns(stars))).toEqual(['units']);
    expect(dataConcerns(stars, { standardise: 'columns' })).toEqual([]);
    // Sines have an interquartile range of √2.
    const small = points(Array.from({ length: 200 }, (_, i) => 1e-22 * Math.sin(i)));
    expect(dataConcerns(small)[0]!.message).toMatch(/its deviation, 1\.05e-22, is beyond .* --standardise columns/);
    const uneven = points(
      Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? 1 : 1000) * Math.sin(at)),
      2,
    );
    expect(dataConcerns(uneven, { names: ['a', 'b'] })).toMatchObject([{ kind: 'uneven', coordinate: 0 }]);
  });

  test('with a number of nines for missing values, however many', () => {
    const marked = points(Array.from({ length: 400 }, (_, i) => (i % 20 === 0 ? -9999 : Math.sin(i))));
    expect(dataConcerns(marked)[0]).toMatchObject({ kind: 'far-out' });
    expect(dataConcerns(marked)[0]!.rows).toHaveLength(20);
  });

  test.each(targetNames)('drawn from %s are fine', (name) => {
    const data = targetNamed(name).sample(1000, { seed: 3 });
    expect(dataConcerns(data)).toEqual([]);
    expect(noiseConcerns(data, advised(data))).toEqual([]);
  });

  test('with a rare mode are fine: it is far, but no row in it is alone', () => {
    expect(dataConcerns(file('imbalanced'))).toEqual([]);
    const rare = points(Array.from({ length: 2000 }, (_, i) => (i % 50 === 0 ? 1000 : Math.sin(i))));
    expect(dataConcerns(rare)).toEqual([]);
  });
});

describe('noise levels', () => {
  test('whose last is coarse beside a column, or whose first is small beside it', () => {
    const coarse = noiseConcerns(outlier, geometric({ from: 3000, to: 21, levels: 12 }), { names: ['x', 'y'] });
    expect(kinds(coarse)).toEqual(['coarse']);
    expect(coarse[0]!.message).toMatch(
      /column "y" and 1 more: the last noise level, σ = 21, is coarse beside the middle half, which spans 1\.31/,
    );
    const narrow = noiseConcerns(circle, geometric({ from: 0.01, to: 0.001, levels: 6 }));
    expect(kinds(narrow)).toEqual(['narrow']);
    // The middle half of cos over an even angle lies within ±√½, here nearly.
    expect(narrow[0]!.message).toMatch(/σ = 0\.01, is small beside the middle half, which spans 1\.4[12]/);
  });

  test.each([
    ['an outlier', outlier],
    ['a circle', circle],
    ['an outlier, standardised', standardised(outlier, standardisation(outlier, 'robust'))],
  ])('as advised are fine: %s', (_, data) => {
    expect(noiseConcerns(data, advised(data))).toEqual([]);
  });

  test('cannot fit columns of units a world apart: that is said', () => {
    const [concern] = noiseConcerns(stars, advised(stars), { names: ['mass', 'temperature'] });
    expect(concern).toMatchObject({ kind: 'coarse', coordinate: 1 });
    const inside = standardised(stars, standardisation(stars, 'columns'));
    expect(noiseConcerns(inside, advised(inside))).toEqual([]);
  });
});
