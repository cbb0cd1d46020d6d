import { expect, test } from 'vitest';
import { comparisonText } from '../../src/cli/terminal/verdict_tables.ts';
import type { Comparison } from '../../src/judging/compare.ts';

const measure = (value: number) => ({ value, floor: { mean: 0.01, deviation: 0.002 }, samples: 1000 });

/** As of a model whose column j has a KS of j hundredths. */
function comparison(columns: number, given: Partial<Comparison> = {}): Comparison {
  return {
    slicedW2: { ...measure(0.5), directions: 256, farShare: 0.02 },
    mmdSquared: measure(0.004),
    columns: {
      each: Array.from({ length: columns }, (_, column) => ({
        column,
        samples: { median: 1e9 + 0.25, iqr: 1.25 },
        target: { median: 1e9, iqr: 1.5 },
        ks: measure(column / 100),
      })),
      largestKs: measure((columns - 1) / 100),
    },
    ...given,
  };
}

/** The first cells of the table of columns. */
const columnsIn = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(' ')[0]!);

test('few columns are all shown, in order', () => {
  const text = comparisonText(comparison(3));
  expect(columnsIn(text)).toEqual(['0', '1', '2']);
  expect(text).toContain('\ncolumns:\n');
});

test('of many columns the worst are shown, and it is said', () => {
  const text = comparisonText(comparison(12));
  expect(columnsIn(text)).toEqual(['11', '10', '9', '8', '7', '6', '5', '4']);
  expect(text).toContain('the 8 of 12 with the largest KS');
});

test('medians have the digits that tell a hundredth of the spread', () => {
  expect(comparisonText(comparison(1))).toMatch(/^0 +1000000000\.25 +1000000000 +1\.3 +1\.5 +0 +0\.010 ± 0\.0020$/m);
});

test('numbers of any scale stay short', () => {
  const text = comparisonText(comparison(1, { slicedW2: { ...measure(2.5e30), directions: 256, farShare: 0.02 } }));
  expect(text).toMatch(/^sliced W2 +1,000 +2\.5e\+30 /m);
});

test('says that it looks along fewer directions, unless there is but one', () => {
  const along = (columns: number, directions: number): string =>
    comparisonText(comparison(columns, { slicedW2: { ...measure(1), directions, farShare: 0 } }));
  expect(along(2, 32)).toContain('along 32 directions');
  expect(along(2, 256)).not.toContain('directions');
  expect(along(1, 1)).not.toContain('directions');
});

test('says when far points decide a distance, and which is left out', () => {
  const { mmdSquared: _, ...without } = comparison(1);
  const plain = comparisonText(comparison(1));
  expect(plain).not.toContain('note:');
  expect(plain).not.toContain('left out');
  expect(comparisonText(without)).toContain('left out: MMD²');
  const far = { ...measure(9), directions: 256, farShare: 0.93 };
  expect(comparisonText(comparison(1, { slicedW2: far }))).toContain('outermost 1 % make 93.0 % of the square');
  const wide = { ...far, farShare: 0.3, floor: { mean: 2, deviation: 2.5 } };
  expect(comparisonText(comparison(1, { slicedW2: wide }))).toContain('note:');
});
