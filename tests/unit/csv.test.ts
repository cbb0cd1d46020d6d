import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOfContexts, type PointContexts } from '../../src/contexts/point_contexts.ts';
import { type CsvOptions, readCsv } from '../../src/files/csv_reader.ts';
import { FileError } from '../../src/files/file_error.ts';
import { csvHeader, csvLines, writeCsv } from '../../src/files/write_csv.ts';
import { points } from '../../src/points.ts';
import { mutations, orRefusal, rowsOf } from './mutate.ts';

const rows = (text: string, options: CsvOptions = {}): number[][] => rowsOf(readCsv(text, options).points);
const namesOf = (text: string, options: CsvOptions = {}): readonly string[] => readCsv(text, options).columns;

test.each([
  ['plain', '1,2\n3,4\n'],
  ['without an end of line', '1,2\n3,4'],
  ['of Windows', '\ufeff1,2\r\n3,4\r\n'],
  ['of old Macs', '1,2\r3,4\r'],
  ['with empty lines', '\n1,2\n\n3,4\n\n\n'],
  ['with comments', '# by hand\n1,2\n#3,3\n3,4\n'],
  ['with blanks', ' 1 ,\t2\n3, 4 \n'],
  ['quoted', '"1","2"\n"3","4"\n'],
  ['with tabs', '1\t2\n3\t4\n'],
  ['with semicolons', '1;2\n3;4\n'],
  ['with bars', '1|2\n3|4\n'],
  ['by numpy.savetxt', '1.000000000000000000e+00 2.000000000000000000e+00\n3e0 4e0\n'],
  ['aligned by spaces', '  1.0   2.0  \n  3.0   4.0\n'],
  ['with other notations', '+1,.2e1\n3.,4.0E+0\n'],
])('readCsv reads a file %s', (_, text) => {
  expect(rows(text)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(namesOf(text)).toEqual(['0', '1']);
});

test('readCsv reads one column, quoted or not', () => {
  expect(rows('1\n2\n')).toEqual([[1], [2]]);
  expect(rows('x\n"1"\n"2"\n')).toEqual([[1], [2]]);
});

test('names are taken where no cell of the first row is a number, or where the caller says so', () => {
  const named = 'x,y z,"a ""b"", c"\n1,2,3\n';
  expect(rows(named)).toEqual([[1, 2, 3]]);
  expect(namesOf(named)).toEqual(['x', 'y z', 'a "b", c']);
  expect(namesOf(',a\n5.5,1\n')).toEqual(['', 'a']);
  expect(rows('1,2\n3,4\n', { header: true })).toEqual([[3, 4]]);
  expect(namesOf('1,2\n3,4\n', { header: true })).toEqual(['1', '2']);
  expect(() => readCsv('x,y\n1,2\n', { header: false })).toThrow(
    /line 1, column 1: "x" is no finite decimal number\. If this row holds names: --header yes/,
  );
});

test('columns are chosen by name or index, in the order asked for; the others may hold anything', () => {
  const text = 'id,x,note,y\na,1,"two\nlines",2\nb,3,,4\n';
  expect(rows(text, { columns: ['y', 'x'] })).toEqual([
    [2, 1],
    [4, 3],
  ]);
  expect(namesOf(text, { columns: [3, 'x'] })).toEqual(['y', 'x']);
  expect(rows('5.5,setosa\n4.5,setosa\n', { columns: [0] })).toEqual([[5.5], [4.5]]);
});

test('the delimiter can be given', () => {
  expect(rows('1:2\n3:4', { delimiter: ':' })).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test.each([
  ['a word', 'x,y\n1,2\n3,four\n', {}, /line 3, column 2 \("y"\): "four" is no finite decimal number/],
  ['infinity', '1,2\n1,Infinity\n', {}, /line 2, column 2/],
  ['hexadecimal', '1,2\n1,0x10\n', {}, /"0x10"/],
  ['a sign alone', '1,2\n1,+\n', {}, /"\+"/],
  ['two points', '1,2\n1,1.2.3\n', {}, /"1\.2\.3"/],
  ['a number beyond float64', '1\n1e999\n', {}, /line 2, column 1: "1e999" is beyond the largest number/],
  ['an empty cell', '1,2\n3,\n', {}, /line 2, column 2: the cell is empty/],
  ['a short row', '1,2\n\n3\n', {}, /line 3: it has 1 cells, but the first row has 2/],
  ['a long row', '1,2\n3,4,5\n', {}, /line 2: it has 3 cells/],
  ['a cell that is not closed', 'x,y\n1,"2\n3,4\n', {}, /line 2: a quoted cell/],
  ['text behind a quote', 'x,y\n1,"2"3\n', { delimiter: ',' }, /line 2, column 2: something follows/],
  ['a missing column', 'x,y\n1,2\n', { columns: ['z'] }, /no column named "z"\. Its columns are "x", "y"/],
  ['a doubled name', 'x,x\n1,2\n', { columns: ['x'] }, /several columns named "x"/],
  [
    'a name without names',
    '1,2\n',
    { columns: ['x'] },
    /choose columns by number from 0; if it holds names: --header yes/,
  ],
  ['nothing', '', {}, /no rows/],
  ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:abc\n', {}, /git lfs pull/],
  ['a header alone', 'x,y\n', {}, /no rows/],
  ['the right line behind a cell of two lines', 'a,x\n"1\r\n2",1\nb,?\n', { columns: ['x'] }, /line 4, column 2/],
])('readCsv refuses %s', (_, text, options, message) => {
  expect(() => readCsv(text, options)).toThrow(FileError);
  expect(() => readCsv(text, options)).toThrow(message);
});

test.each([
  ['text', new Uint8Array(1), {}],
  ['columns', '1,2', { columns: [] }],
  ['columns', '1,2', { columns: 'x' }],
  ['columns[1]', '1,2', { columns: [0, 2] }],
  ['delimiter', '1,2', { delimiter: ', ' }],
  ['delimiter', '1,2', { delimiter: '"' }],
  ['header', '1,2', { header: 'false' }],
  ['text', new Uint8Array(1), { delimiter: ',' }],
  ['decimal', '1,2', { decimal: ',' }],
  ['missing', '1,2', { missing: 'fill' }],
  ['limit', '1,2', { limit: 0 }],
  ['columns[0]', '1,2', { columns: [null] }],
  ['columns[0]', '1,2', { columns: ['1-0'] }],
  ['columns', '1,2', { columns: ['1', 1] }],
  ['columns', '1,2', { columns: ['-0-1'] }],
])('readCsv refuses bad %s', (argument, text, options) => {
  expect(() => readCsv(text as never, options as never)).toThrow(expect.objectContaining({ argument }));
});

test('a malformed quoted cell is refused at once, however long it is', () => {
  // Papa Parse 5.7 takes half a minute for a sixth of it.
  const text = `"${'a"b'.repeat(500_000)}${' '.repeat(1_500_000)},1`;
  expect(() => readCsv(text)).toThrow(/line 1, column 1: something follows/);
});

test('a cell of any length is refused at once', () => {
  // By time that grows with the square of its length, each would take hours.
  const many = 1_000_000;
  const cells = [
    `${'1'.repeat(many)}x`,
    `0,5\n${'1'.repeat(many)}x`,
    `1${' '.repeat(many)}x`,
    `"${'""'.repeat(many)}1,x"`,
    '-'.repeat(many),
    `1${',111'.repeat(many / 10)}x`,
  ];
  const options: CsvOptions[] = [{}, { header: false }, { decimal: 'comma', delimiter: ';', header: false }];
  for (const cell of cells)
    for (const option of options) expect(orRefusal(() => readCsv(cell, option))).toBeUndefined();
});

test('a row of many cells is read at once', () => {
  const wide = Array.from({ length: 200_000 }, (_, i) => `c${i}`);
  const text = `${wide}\n${wide.map(() => 1)}\n`;
  const read = readCsv(text, { columns: ['c0..c65535', '-c5'] });
  expect(read.points.shape).toEqual([1, 65_535]);
  expect(() => readCsv(text, { columns: ['c0..c65535'] })).toThrow(
    /line 1: it holds points of 65536 coordinates, more than the 65535 .*--columns/,
  );
});

test('rows and cells that only cost memory are refused before they are read', () => {
  // Read whole, each would take gigabytes.
  const many = 20_000_000;
  expect(() => readCsv(','.repeat(many))).toThrow(/line 1: it has more than 1048576 cells\. Save one point a row/);
  expect(() => readCsv(`1 `.repeat(many / 10))).toThrow(/line 1: it has more than 1048576 cells/);
  expect(() => readCsv('"'.repeat(many))).toThrow(/a quoted cell that begins here has more than 1048576 characters/);
  expect(rows(`x,note\n1,"${'""'.repeat(500_000)}"\n`, { columns: ['x'] })).toEqual([[1]]);
});

test('writeCsv writes the shortest numbers, and names only where they are given', () => {
  expect(writeCsv(points([0.1, -1e-20, 3, 16_777_216], 2))).toBe('0.1,-1e-20\n3,16777216\n');
  expect(writeCsv(points([1, 2], 2), ['x', 'a "b", c'])).toBe('x,"a ""b"", c"\n1,2\n');
  expect(() => writeCsv(points([1, 2], 2), ['x'])).toThrow(/2 names/);
  expect(() => writeCsv({ values: new Float32Array(3), shape: [2, 2] })).toThrow(/points\.shape/);
});

test('the least, the greatest and those around powers of ten come back', () => {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  const numbers = [2 ** -149, 2 ** -126, 3.4028234663852886e38];
  for (let exponent = -12; exponent <= 9; exponent++) {
    float[0] = 10 ** exponent;
    const middle = bits[0]!;
    for (bits[0] = middle - 20; bits[0] <= middle + 20; bits[0]++) numbers.push(float[0], -float[0]);
  }
  expect(rows(writeCsv(points(numbers))).map(([value]) => Math.fround(value!))).toEqual(numbers.map(Math.fround));
});

test('chunks are the same file as all at once', () => {
  const chunks = [csvHeader(['x', 'y']), csvLines(points([1, 2, 3, 4], 2)), csvLines(points([5, 6], 2))];
  expect(chunks.join('')).toBe(writeCsv(points([1, 2, 3, 4, 5, 6], 2), ['x', 'y']));
});

test('any float32 points and names come back', () => {
  const names = fc.tuple(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('#', '"', ',', ' x', '\r\n'));
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
      names,
      (numbers, named) => {
        const given = points(
          [...numbers, ...numbers, ...numbers].map((value) => value + 0),
          3,
        );
        // By number, since a first column without a name may be taken for an index.
        const columns = [0, 1, 2];
        const read = readCsv(writeCsv(given, named), { header: true, delimiter: ',', decimal: 'point', columns });
        expect(Array.from(read.points.values, Math.fround)).toEqual([...given.values]);
        expect(read.points.shape).toEqual(given.shape);
        expect(read.columns).toEqual(named.map((name) => name.trim()));
      },
    ),
  );
});

const contextOptions: CsvOptions[] = [
  { context: { columns: ['1'] } },
  { context: { columns: [1], as: 'classes' }, missing: 'drop' },
  { context: { columns: ['-0'], as: 'values' } },
];

/** Contexts of so many points, with nothing in them that is not finite or no class. */
function requireWhole(contexts: PointContexts, count: number): void {
  expect(countOfContexts(contexts)).toBe(count);
  if (contexts.kind === 'values') expect(contexts.values.values.every(Number.isFinite)).toBe(true);
  else expect(contexts.classes.every((k) => k < contexts.labels.length)).toBe(true);
}

test('damaged files are read as points or refused, nothing else', () => {
  const good = [
    'x,y\n1,2\n3,4.5\n',
    '"a","b ""c"""\r\n"1","2"\r\n',
    '# n\n1 2\n3 4\n',
    '1;2;3\n'.repeat(50),
    'x,kind\n1,a\n2,b\n3,NA\n',
    'x;y\n1,5;2,25\n-0,5;1e3\n',
    ',0,1\n0,.5,NA\n1,,2\n',
  ].map((text) => new TextEncoder().encode(text));
  fc.assert(
    fc.property(
      mutations(good),
      fc.constantFrom<CsvOptions>(
        {},
        { columns: [1] },
        { columns: ['x'] },
        { columns: ['-0'] },
        { missing: 'drop' },
        ...contextOptions,
      ),
      (bytes, options) => {
        const read = orRefusal(() => readCsv(new TextDecoder().decode(bytes), options));
        if (!read) return;
        const { values, shape } = read.points;
        expect(values.length).toBe(shape[0] * shape[1]);
        expect(values.length).toBeLessThanOrEqual(bytes.length);
        expect(values.every(Number.isFinite)).toBe(true);
        if (read.contexts) requireWhole(read.contexts, shape[0]);
      },
    ),
    { numRuns: 2000 },
  );
});
