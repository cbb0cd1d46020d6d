import { expect, test } from 'vitest';
import type { PointContexts } from '../../src/contexts/point_contexts.ts';
import { type CsvOptions, readCsv } from '../../src/files/csv_reader.ts';
import { FileError } from '../../src/files/file_error.ts';
import { rowsOf } from './mutate.ts';

const flowers = 'length,width,kind\n5.1,3.5,setosa\n6.4,3.2,versicolor\n6.3,3.3,virginica\n4.9,3,setosa\n';

/** Classes as their labels, values as rows. */
function read(text: string, options: CsvOptions): { points: number[][]; contexts: unknown; notes: readonly string[] } {
  const { points, contexts, notes } = readCsv(text, options);
  return { points: rowsOf(points), contexts: contexts && shown(contexts), notes };
}

const shown = (contexts: PointContexts): unknown =>
  contexts.kind === 'classes' ? Array.from(contexts.classes, (k) => contexts.labels[k]) : rowsOf(contexts.values);

test('a column of text is read as classes, and is no coordinate', () => {
  const { points, columns, contexts, notes } = readCsv(flowers, { context: { columns: ['kind'] } });
  expect(rowsOf(points)).toEqual([
    [5.1, 3.5],
    [6.4, 3.2],
    [6.3, 3.3],
    [4.9, 3],
  ]);
  expect(columns).toEqual(['length', 'width']);
  // In the order of the alphabet, so that the order of the rows does not matter.
  const labels = ['setosa', 'versicolor', 'virginica'];
  expect(contexts).toEqual({ kind: 'classes', name: 'kind', labels, classes: Uint32Array.of(0, 1, 2, 0) });
  expect(notes).toContain('condition: "kind", of 3 classes: "setosa", "versicolor", "virginica"');
  expect(readCsv(flowers, { columns: ['width', 'kind'], context: { columns: ['kind'] } }).columns).toEqual(['width']);
});

test('few whole numbers are classes, with a word about it, and all else are numbers, unless told otherwise', () => {
  const few = 'x,k\n0.5,10\n1.5,2\n2.5,10.0\n';
  const guessed = read(few, { context: { columns: ['k'] } });
  expect(guessed.contexts).toEqual(['10', '2', '10']);
  expect(guessed.notes).toContain(
    'condition: "k", of 2 classes: "2", "10"; were they numbers, say --condition NAME:value, or as: \'values\'',
  );
  expect(read(few, { context: { columns: ['k'], as: 'values' } }).contexts).toEqual([[10], [2], [10]]);
  const fractions = 'x,k\n0.5,0.1\n1.5,2\n';
  expect(read(fractions, { context: { columns: ['k'] } }).contexts).toEqual([[0.1], [2]]);
  expect(read(fractions, { context: { columns: ['k'], as: 'classes' } }).contexts).toEqual(['0.1', '2']);
  const many = `x,k\n${Array.from({ length: 21 }, (_, i) => `0.5,${i}\n`).join('')}`;
  expect(read(many, { context: { columns: ['k'] } }).contexts).toEqual(Array.from({ length: 21 }, (_, i) => [i]));
});

test('several columns are numbers, in the order asked for and with the decimal mark of the table', () => {
  const text = 'a;x;b\n1,5;0;10\n2,5;1;20,25\n';
  const { points, contexts, notes } = read(text, { context: { columns: ['b', 'a'] } });
  expect(points).toEqual([[0], [1]]);
  expect(contexts).toEqual([
    [10, 1.5],
    [20.25, 2.5],
  ]);
  expect(notes).toContain('condition: the numbers "b", "a"');
});

test('a row without a context is refused, or left out as a whole', () => {
  const text = 'x,kind\n1,a\n2,\n3,b\n,b\n';
  expect(() => read(text, { context: { columns: ['kind'] } })).toThrow(
    /line 3, column 2 \("kind"\): the cell is empty: 2 of 4 rows have such a cell.*--missing drop/,
  );
  const kept = read(text, { context: { columns: ['kind'] }, missing: 'drop' });
  expect(kept).toMatchObject({ points: [[1], [3]], contexts: ['a', 'b'] });
  expect(kept.notes).toContain('left out: 2 of 4 rows, with missing values');
});

test('an index beside contexts is left out as ever', () => {
  expect(read(',x,k\n0,5.5,a\n1,6.5,b\n', { context: { columns: ['k'] } }).points).toEqual([[5.5], [6.5]]);
});

test.each<[string, string, CsvOptions['context'], RegExp]>([
  [
    'text among numbers',
    'x,a,b\n1,2,3\n1,2,four\n',
    { columns: ['a', 'b'] },
    /line 3, column 3 \("b"\): "four" .* Several columns/,
  ],
  [
    'text for numbers',
    'x,a\n1,b\n',
    { columns: ['a'], as: 'values' },
    /line 2, column 2 \("a"\).*--condition NAME:class/,
  ],
  [
    'two columns of classes',
    flowers,
    { columns: ['kind', 'width'], as: 'classes' },
    /classes are in one column, but "kind", "width" are 2/,
  ],
  ['a column that is not there', flowers, { columns: ['species'] }, /no column named "species"/],
  [
    'names of rows for classes',
    `x,id\n${Array.from({ length: 1001 }, (_, i) => `${i},r${i}\n`).join('')}`,
    { columns: ['id'] },
    /"id" has more than 1000 different entries/,
  ],
  [
    'a class of a whole page',
    `x,a\n1,${'b'.repeat(1001)}\n`,
    { columns: ['a'] },
    /a class of more than 1000 characters/,
  ],
])('%s are refused', (_, text, context, message) => {
  expect(() => read(text, { context: context! })).toThrow(FileError);
  expect(() => read(text, { context: context! })).toThrow(message);
});

test.each([
  ['context', 'kind'],
  ['context.columns', { columns: 'kind' }],
  ['context.columns', { columns: [] }],
  ['context.columns', { columns: [0, 1, 2] }],
  ['context.columns[0]', { columns: [3] }],
  ['context.as', { columns: [0], as: 'class' }],
  ['context.names', { columns: [0], names: [] }],
])('%s that is wrong is refused by name', (argument, context) => {
  expect(() => read(flowers, { context: context as never })).toThrow(expect.objectContaining({ argument }));
});

test('a context that is missing cannot be kept', () => {
  const options: CsvOptions = { context: { columns: ['kind'] }, missing: 'keep' };
  expect(() => read(flowers, options)).toThrow(
    /missing: got "keep", but it must be 'refuse' or 'drop' beside contexts/,
  );
});

test('numbers of contexts count against the limit', () => {
  const wide = `x,a,b,c\n${'1,2,3,4.5\n'.repeat(10)}`;
  // 10 rows of 1 and 3 numbers of 8 bytes.
  expect(read(wide, { context: { columns: ['a', 'b', 'c'] }, limit: 320 }).points.length).toBe(10);
  expect(() => read(wide, { context: { columns: ['a', 'b', 'c'] }, limit: 319 })).toThrow(/more than the 319 bytes/);
});
