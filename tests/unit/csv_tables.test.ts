import { describe, expect, test } from 'vitest';
import { type CsvOptions, readCsv } from '../../src/files/csv_reader.ts';
import { rowsOf } from './mutate.ts';

// Tables as people have them. Numbers are ones that float32 holds.

const rows = (text: string, options: CsvOptions = {}): number[][] => rowsOf(readCsv(text, options).points);
const namesOf = (text: string, options: CsvOptions = {}): readonly string[] => readCsv(text, options).columns;
const notesOf = (text: string, options: CsvOptions = {}): string => readCsv(text, options).notes.join('\n');

describe('names of columns', () => {
  test('are 0, 1, 2, … as pandas writes them, at least two or behind an empty cell', () => {
    expect(namesOf('0,1,2\n5,6,7\n')).toEqual(['0', '1', '2']);
    expect(notesOf('0,1,2\n5,6,7\n')).toContain('names: the first row, 0, 1, … 2; were it a point, say --header no');
    expect(rows('0,1\n5,6\n', { header: false })).toHaveLength(2);
    expect(namesOf('label,1,2\n5,6,7\n')).toEqual(['label', '1', '2']);
    expect(namesOf(',0\n0,.5\n1,.75\n')).toEqual(['0']);
    // Points, not names.
    expect(rows('0\n1\n2\n')).toEqual([[0], [1], [2]]);
    expect(rows('1,2\n3,4\n')).toHaveLength(2);
    expect(rows('0.0,1.0\n3,4\n')).toHaveLength(2);
  });

  test('a row with a bad cell is a point, so that it is refused and not taken for names; beside a name a number is one', () => {
    expect(namesOf('id,1\n5,6\n')).toEqual(['id', '1']);
    expect(notesOf('id,1\n5,6\n')).toContain('names: the first row, 1; were it a point, say --header no');
    expect(() => readCsv('1,2x\n5,6\n')).toThrow(/line 1, column 2: "2x" is no finite decimal .*--header yes/);
    expect(rows('1,2x\n5,6\n', { header: true })).toEqual([[5, 6]]);
    expect(() => readCsv('id,7\n5,6\n')).toThrow(/line 1, column 1: "id" is no finite decimal/);
    expect(() => readCsv('12 %,12 %\n1,2\n')).toThrow(/line 1, column 1: "12 %"/);
    expect(() => readCsv('nan,nan\n1,2\n3,4\n')).toThrow(/line 1, column 1: "nan" stands for a missing value: 1 of 3/);
    expect(() => readCsv('1,2\nnan,nan\n3,4\n')).toThrow(/line 2, column 1: "nan" stands for a missing value: 1 of 3/);
  });

  test('a first row of whole numbers above columns without is told of, and refused where it is far from the others', () => {
    expect(notesOf('1,2\n1.5,2.5\n0.5,1.5\n')).toContain('the first row, 1, 2, is taken for a point');
    expect(() => readCsv('2019,2020\n1.5,2.5\n0.5,1.5\n')).toThrow(/2019, 2020 may be the names .* --header yes or no/);
    expect(rows('2019,2020\n1.5,2.5\n0.5,1.5\n', { header: false })).toHaveLength(3);
  });
});

test('blanks in the name of the only column do not divide it', () => {
  expect(namesOf('annual rainfall [mm]\n1.5\n2\n')).toEqual(['annual rainfall [mm]']);
  expect(() => readCsv('x,y\n1\n2\n')).toThrow(/line 2: it has 1 cells, but the first row has 2/);
  expect(() => readCsv('1 2\n3\n4\n')).toThrow(/line 2: it has 1 cells, but the first row has 2/);
});

describe('lines that begin with #', () => {
  test.each([
    ['by numpy.savetxt', '# x y\n1 2\n3 4\n'],
    ['without a blank', '#x,y\n1,2\n3,4\n'],
    ['with tabs', '#\tx\ty\n1\t2\n3\t4\n'],
    ['below other comments', '# written today\n# x,y\n1,2\n3,4\n'],
    ['above an index', '#,x,y\n0,1,2\n1,3,4\n'],
  ])('hold names above the first point: %s', (_, text) => {
    expect(namesOf(text)).toEqual(['x', 'y']);
    for (const header of ['auto', true] as const)
      expect(rows(text, { header, columns: ['x', 'y'] })).toEqual([
        [1, 2],
        [3, 4],
      ]);
  });

  test('are comments where they do not fit the columns, have numbers, or stand above names', () => {
    for (const comment of ['# x', '# x,y,z', '# 1,2', '# x,NA', '#', '# "x,y'])
      expect(namesOf(`${comment}\n1,2\n3,4\n`)).toEqual(['0', '1']);
    expect(namesOf('# a,b\nx,y\n1,2\n')).toEqual(['x', 'y']);
    expect(rows('# a,b\n0,1\n2,3\n')).toHaveLength(2);
    expect(namesOf('# a,b\n1,2\n', { header: false })).toEqual(['0', '1']);
    expect(notesOf('# a,b\nx,y\n1,2\n')).not.toContain('#');
  });

  test('are reported where they stand between points or behind them', () => {
    expect(notesOf('x,y\n1,2\n#3,4\n5,6\n# end')).toContain('left out: 2 lines that begin with #');
    expect(notesOf('x,y\n1,2\n#3,4\n5,6\n')).toContain('left out: 1 line that begins with #');
  });
});

test('the delimiter that a first line says to Excel is taken', () => {
  for (const line of ['sep=;', 'SEP=;\r', '"sep=;"', '\ufeffsep=;']) {
    const text = `${line}\nx;y\n1,5;2\n0,25;z\n`;
    expect(rows(text.replace('z', '4'))).toEqual([
      [1.5, 2],
      [0.25, 4],
    ]);
    expect(() => readCsv(text)).toThrow(/line 4, column 2 \("y"\): "z"/);
  }
  expect(rows('sep=:\n1:2\n3:4\n')).toHaveLength(2);
  expect(rows('sep=;\n1,2\n3,4\n', { delimiter: ',' })).toHaveLength(2);
});

describe('an index', () => {
  test.each([
    ['by pandas', ',x,y\n0,1,2\n1,3,4\n'],
    ['by pandas, written twice', 'Unnamed: 0,x,y\n0,1,2\n1,3,4\n'],
    ['by R', '"","x","y"\n"1",1,2\n"2",3,4\n'],
  ])('is left out, with a word: %s', (_, text) => {
    expect(rows(text)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(namesOf(text)).toEqual(['x', 'y']);
    expect(notesOf(text)).toContain('left out: the first column, which has no name and numbers the rows');
    // Whoever asks for it gets it.
    expect(rows(text, { columns: [0] })).toHaveLength(2);
    expect(namesOf(text, { columns: ['-y'] })).toEqual(['x']);
  });

  test('is left out by its name, or by a minus alone where it has none', () => {
    // As pandas numbers columns: index 0 is not column "0".
    const numbered = (first: string): string => `${first},0,1\n0.5,6,7\n1.5,8,9\n`;
    expect(notesOf('id,0,1\n0,5,6\n1,7,8\n2,1,3\n')).toContain('leave it out: --columns -id');
    expect(namesOf(numbered('id'), { columns: ['-id'] })).toEqual(['0', '1']);
    expect(notesOf(numbered(''))).toContain('leave it out: --columns -');
    expect(namesOf(numbered(''), { columns: ['-'] })).toEqual(['0', '1']);
    expect(() => readCsv(',0,1\na,1,2\nb,3,4\n')).toThrow(/Leave it out: --columns -, or columns: \["-"\]/);
    expect(() => readCsv('x,y\n1,2\n', { columns: ['-'] })).toThrow(/columns\[0\]: got "-"/);
  });

  test('is told of where it has a name, and kept where it does not number the rows', () => {
    expect(notesOf('id,x\n0,5\n1,6\n2,7\n')).toContain('column "id" numbers the rows');
    // An index of which rows were taken out, in any order.
    expect(namesOf(',x\n9,5\n2,6\n')).toEqual(['x']);
    for (const text of [',x\n2,5\n2,6\n', ',x\n0.5,5\n2,6\n', ',x\n-1,5\n2,6\n']) {
      expect(namesOf(text)).toEqual(['', 'x']);
      expect(notesOf(text)).toContain('the first column has no name');
    }
  });
});

describe('columns', () => {
  const text = 'label,a,b,c,x-y,7\n1,2,3,4,5,6\n';

  test.each([
    [['-label'], [2, 3, 4, 5, 6]],
    [['1-3'], [2, 3, 4]],
    [['a..c'], [2, 3, 4]],
    [
      ['4..7', 0],
      [5, 6, 1],
    ],
    [
      ['x-y', 'a'],
      [5, 2],
    ],
    [
      ['0-3', '-b', '-label'],
      [2, 4],
    ],
    [['-a..c'], [1, 5, 6]],
    // A name goes before a number, and a number is an index.
    [['7'], [6]],
    [[5], [6]],
  ])('%j', (columns, taken) => {
    expect(rows(text, { columns, header: true })).toEqual([taken]);
  });

  test('are told of', () => {
    expect(notesOf(text, { header: true })).toBe('columns: "label", "a", "b", "c", "x-y", "7"');
    expect(notesOf(text, { header: true, columns: ['a', 'c'] })).toBe('columns: "a", "c" (2 of 6)');
    expect(notesOf('1,2,3\n', { columns: ['0-1'] })).toBe(
      'columns: 0 to 1 (2 of 3), by number, for the file has no names',
    );
  });
});

describe('decimal commas', () => {
  const expected = [
    [0.5, -1234.25],
    [1000, 0.125],
  ];

  test.each([
    ['with semicolons', 'x;y\n0,5;-1234,25\n1e3;0,125\n'],
    ['without names', '0,5;-1234,25\n1000;,125\n'],
    ['in quotes', '"0,5","-1234,25"\n"1000","0,125"\n'],
    ['with tabs', '0,5\t-1234,25\n1000\t0,125\n'],
  ])('are read where they are the only reading: %s', (_, text) => {
    expect(rows(text)).toEqual(expected);
    expect(notesOf(text)).toContain('decimal mark: comma');
  });

  test('are asked for where they may be between thousands, and never guessed', () => {
    expect(() => readCsv('a;b\n12,573;13,210\n')).toThrow(
      /line 2, column 1: "12,573" has a comma that may stand .*--decimal comma/,
    );
    expect(rows('a;b\n12,500;13,250\n', { decimal: 'comma' })).toEqual([[12.5, 13.25]]);
    expect(() => readCsv('a,b\n"12,573",3.407\n')).toThrow(/"12,573" has commas between its thousands\. Save/);
    expect(() => readCsv('"1,234,567"\n')).toThrow(/between its thousands/);
    expect(() => readCsv('0,5;1.5\n')).toThrow(/"0,5" has a decimal comma, but "1\.5" a decimal point/);
    expect(() => readCsv('"0,5",1\n', { decimal: 'point' })).toThrow(/"0,5" is no finite decimal number/);
    expect(() => readCsv('12,573;1.5\n', { decimal: 'comma', header: true })).toThrow(/no rows/);
    expect(() => readCsv('x;y\n12,573;1.5\n', { decimal: 'comma' })).toThrow(/"1\.5".*comma: write no points/);
  });

  test('are not delimiters where they are said to be decimal', () => {
    const decimal = 'comma';
    expect(rows('-1,235\n0,5\n', { decimal })).toEqual([[-1.235], [0.5]]);
    expect(rows('x\n1,5\n', { decimal })).toEqual([[1.5]]);
    expect(rows('-0,259 -1,011\n0,5 2,25\n', { decimal })).toEqual([
      [-0.259, -1.011],
      [0.5, 2.25],
    ]);
    expect(rows('"0,5","1,5"\n"2","3"\n', { decimal })).toEqual([
      [0.5, 1.5],
      [2, 3],
    ]);
    expect(rows('"1","2"\n"3","4"\n', { decimal })).toHaveLength(2);
    expect(rows('1,2\n3,4\n', { decimal, delimiter: ',' })).toHaveLength(2);
  });

  test('are seen between blanks, and below the name of the only column', () => {
    expect(rows('-0,259 -1,011\n0,5 2,25\n')).toEqual([
      [-0.259, -1.011],
      [0.5, 2.25],
    ]);
    expect(rows('x\n-1,235\n0,5\n')).toEqual([[-1.235], [0.5]]);
    expect(namesOf('x\n-1,23\n0,5\n')).toEqual(['x']);
    expect(() => readCsv('x\n-1,235\n2,500\n')).toThrow(/between thousands or before decimals.*--decimal comma/);
    expect(namesOf('T [°C]\n-1,5\n0,5\n')).toEqual(['T [°C]']);
    expect(rows('x\n3\nNA\n2,5e-1\n', { missing: 'drop' })).toEqual([[3], [0.25]]);
    // Blanks behind commas.
    expect(rows('1, 2\n3, 4\n')).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('are asked for or reported where each line may be one number or two', () => {
    for (const text of ['-1,235\n-0,512\n', '1,25\n0,05\n2,5\n'])
      expect(() => readCsv(text)).toThrow(
        /line 2: "-?0,\d+" may be one number with a decimal comma, or two numbers\. Say which: --decimal comma or --delim/,
      );
    const word = 'two columns by the comma; if each line is one number with a decimal comma, say --decimal comma';
    expect(notesOf('-1,235\n2,5\n')).toContain(word);
    for (const text of ['1,2.5\n3,4\n', '1,-2\n3,4\n', '1, 2\n3, 4\n', 'x,y\n1,2\n', '1,2,3\n', '1;2\n', '1 2\n'])
      expect(notesOf(text)).not.toContain(word);
    expect(rows('-0,512\n1,05\n', { delimiter: ',' })).toEqual([
      [-0, 512],
      [1, 5],
    ]);
    expect(rows('1,05\n', { columns: [0] })).toEqual([[1]]);
    expect(rows('sep=,\n1,05\n')).toEqual([[1, 5]]);
    expect(notesOf('1,2\n', { delimiter: ',' })).not.toContain(word);
  });

  test('in columns that are not taken do not matter', () => {
    expect(rows('x;note\n1.5;"2,5"\n', { columns: ['x'] })).toEqual([[1.5]]);
  });
});

describe('missing values', () => {
  const text = 'x,y,note\n1,2,NA\nNA,3,-\n4,,\n,null,\n5,6,7\n';

  test('are counted and refused', () => {
    const message =
      /line 3, column 1 \("x"\): "NA" stands for a missing value: 3 of 5 rows have such a cell\..*--missing drop/;
    expect(() => readCsv(text, { columns: ['x', 'y'] })).toThrow(message);
    expect(() => readCsv('1,2\n3,\n')).toThrow(/line 2, column 2: the cell is empty: 1 of 2 rows/);
  });

  test('are dropped with their rows where that is asked for, with a word', () => {
    const options: CsvOptions = { columns: ['x', 'y'], missing: 'drop' };
    expect(rows(text, options)).toEqual([
      [1, 2],
      [5, 6],
    ]);
    expect(notesOf(text, options)).toContain('left out: 3 of 5 rows, with missing values');
    // Rows left out are numbered too.
    expect(namesOf(',x\n0,5\n1,NaN\n2,7\n', { missing: 'drop' })).toEqual(['x']);
  });

  test('in every row are a column to be left out', () => {
    expect(() => readCsv('x,y\n1,\n2,\n', { missing: 'drop' })).toThrow(
      /\("y"\): the column has no value in any of 2 rows.*-y/,
    );
  });
});

test.each([
  ['inf', 'infinity'],
  ['-Infinity', 'infinity'],
  ['0x1F', 'a hexadecimal one'],
  ['1.5D+00', 'one with the exponent D of Fortran'],
  ['−1.5', 'one with another minus sign than "-"'],
  ['12%', 'a percentage'],
  ['$12', 'an amount of money'],
  ['12.50 €', 'an amount of money'],
  ['12 573', 'one with separators between thousands'],
  ['12\u00a0573.5', 'one with separators between thousands'],
  ["12'573", 'one with separators between thousands'],
  ['1,234,567', 'one with separators between thousands'],
])('%s is no name and no number, and the refusal says what it is', (cell, what) => {
  const message = `"${cell}" is no finite decimal number, but ${what}`;
  const options = { delimiter: ';', decimal: 'point' } as const;
  expect(() => readCsv(`${cell};${cell}\n1;2\n3;4\n`, options)).toThrow(`line 1, column 1: ${message}. If this row`);
  expect(() => readCsv(`x;y\n1;2\n3;${cell}\n`, options)).toThrow(`line 3, column 2 ("y"): ${message}`);
  // Not text to be left out, even where all of a column is so.
  expect(() => readCsv(`x;y\n1;${cell}\n3;${cell}\n`, options)).toThrow(message);
  expect(namesOf(`${cell};${cell}\n1;2\n3;4\n`, { ...options, header: true })).toEqual([cell, cell]);
});

test('a first row of dates alone may be names or not', () => {
  for (const text of ['2024-01-01,2024-02-01\n1,2\n', '2024/01/01\n2024/01/02\n', '01.02.2024 12:00\n1\n'])
    expect(() => readCsv(text)).toThrow(/line 1: dates, such as "\d.*Say which: --header yes or no/);
  expect(namesOf('2024-01-01,2024-02-01\n1,2\n', { header: true })).toEqual(['2024-01-01', '2024-02-01']);
  expect(namesOf('id,2024-01-01\n1,2\n')).toEqual(['id', '2024-01-01']);
  expect(() => readCsv('2024-01-01,1\n2024-01-02,2\n')).toThrow(/column 1: the column holds text.*--columns -0/);
  expect(rows('2024-01-01,1\n2024-01-02,2\n', { columns: ['-0'] })).toEqual([[1], [2]]);
});

test.each(['#N/A', '#REF!', '#DIV/0!', '#VALUE!', '#NAME?', '#NULL!', '#NUM!', '#SPILL!', '#NV', '#WERT!', '#¡REF!'])(
  'rows that begin with %s, the error of a spreadsheet, have a missing value',
  (error) => {
    for (const delimiter of [',', ';', '\t', ' ']) {
      const text = ['x,y', '1,2', `${error},3`, `4,${error}`, '5,6', `${error},${error}`]
        .join('\n')
        .replaceAll(',', delimiter);
      expect(() => readCsv(text)).toThrow(
        `line 3, column 1 ("x"): "${error}" stands for a missing value: 3 of 5 rows have such a cell`,
      );
      expect(notesOf(text, { missing: 'drop' })).toContain('left out: 3 of 5 rows, with missing values');
    }
    expect(() => readCsv(`1\n${error}\n2\n`)).toThrow(/line 2, column 1: .* 1 of 3 rows/);
    expect(() => readCsv(`${error},1\n2,3\n`)).toThrow(/line 1, column 1: .* 1 of 2 rows/);
  },
);

test('a column of text is named with its values', () => {
  const text = `x,kind\n${['setosa', 'virginica', 'NA', 'setosa'].map((kind) => `1,${kind}\n`).join('')}`;
  expect(() => readCsv(text)).toThrow(
    /line 2, column 2 \("kind"\): the column holds text: "setosa", "virginica"\. Leave it out: --columns -kind/,
  );
  expect(() => readCsv('x\na\nb\nc\nd\ne\nf\ng\n')).toThrow(/"a", "b", "c", "d", "e", …\./);
});

test('a column with a very long name is left out by its number', () => {
  expect(() => readCsv(`${'name'.repeat(5000)},y\na,1\nb,2\n`)).toThrow(
    /^csv file, line 2, column 1 \("(name){15}…"\): the column holds text: "a", "b"\. Leave it out: --columns -0, or columns: \["-0"\]\.$/,
  );
});

test('numbers beyond the limit are refused before there is memory for them', () => {
  expect(() => readCsv('1\n'.repeat(100), { limit: 400 })).toThrow(
    /line 51: its numbers take more than the 400 bytes allowed.*--max-bytes/,
  );
  expect(rows('1\n'.repeat(50), { limit: 400 })).toHaveLength(50);
});
