import { describeTarget, targetNamed, targetNames } from '../../distributions/targets.ts';
import type { PointsOptions } from '../../files/index.ts';
import { UsageError } from '../exit.ts';
import { type Condition, cellsOf, conditionHelp, conditionOf, conditionOptions } from './condition.ts';
import { integer, oneOf, refused, required } from './read.ts';

/** Points to be learned or compared with: a target by name, or a file, `-` for standard input, and how it is read. */
export type Source =
  | { readonly target: string; readonly dimension: number; readonly condition?: Condition }
  | ({ readonly file: string; readonly condition?: Condition } & Pick<
      PointsOptions,
      'columns' | 'header' | 'delimiter' | 'decimal' | 'missing' | 'array' | 'limit'
    >);

export const sourceOptions = {
  target: { type: 'string' },
  dimension: { type: 'string' },
  data: { type: 'string' },
  columns: { type: 'string' },
  header: { type: 'string' },
  delimiter: { type: 'string' },
  decimal: { type: 'string' },
  missing: { type: 'string' },
  array: { type: 'string' },
  'max-bytes': { type: 'string' },
  ...conditionOptions,
} as const;

/** The options that say how a file is read. */
export const fileOptions = ['columns', 'header', 'delimiter', 'decimal', 'missing', 'array', 'max-bytes'] as const;

type Values = { readonly [Name in keyof typeof sourceOptions]?: string | undefined };

/** How a table is read, and an array. */
export const tableHelp = `  --columns COLUMN,…           the columns of a CSV file to take: names or numbers from 0, ranges 2-10 of numbers or
                               x..z of names; what has - before it is left out, as in -label, and by - alone the column
                               without a name (default: all but an index)
  --header yes|no|auto         whether its first row, or a line with # above it, holds names (default auto: where no
                               cell of it is a number, or they are 0, 1, 2, …)
  --delimiter CHAR             what stands between its cells: one character, or tab, space, comma, semicolon or bar
                               (default: found from its first rows)
  --decimal point|comma|auto   its decimal mark (default auto: a comma where that is the only way to read it)`;
export const arrayHelp = `  --array NAME                 which array of an .npz file (default: the only one)
  --max-bytes N                most bytes of a file, and of what it unpacks to and its numbers together, such as 500M
                               or 8G (default: a quarter of the free memory)`;

export const sourceHelp = `  --target NAME                points drawn from one of
                               ${wrapped(targetNames, 31)}
  --dimension D                of the target hypercube (default 16)
  --data FILE                  points from a file, - for standard input: CSV, one point a row, or an array whose first
                               axis counts points, of NumPy (.npy, .npz) or IDX (MNIST), each also packed by gzip;
                               bytes of images become 0 to 1
${tableHelp}
  --missing refuse|drop        what to do about points with a missing value: an empty cell, NA, NaN, NULL and the like
                               (default refuse)
${arrayHelp}
${conditionHelp}`;

/** Reads what says where points come from. @throws UsageError */
export function sourceOf(values: Values): Source {
  const { target, dimension, data } = values;
  const condition = conditionOf(values);
  if ((target === undefined) === (data === undefined))
    throw new UsageError(
      `${target === undefined ? 'neither' : 'both'} --target NAME ${target === undefined ? 'nor' : 'and'} --data FILE given: it must be one of them`,
    );
  if (data !== undefined) {
    if (dimension !== undefined) throw new UsageError('--dimension: only for --target, a file has its own');
    const file = required('--data', data, 'a file, or - for standard input');
    return { file, ...readingOf(values), ...(condition && { condition }) };
  }
  const stray = fileOptions.find((option) => values[option] !== undefined);
  if (stray) throw new UsageError(`--${stray}: only for --data FILE`);
  const named = targetOf({ target: target!, dimension });
  return condition ? { ...named, condition: conditionOfTarget(named, condition) } : named;
}

/** What the draws of a target are conditioned on, which can be their class alone. @throws UsageError */
function conditionOfTarget(
  { target, dimension }: { readonly target: string; readonly dimension: number },
  condition: Condition,
): Condition {
  const { classes } = targetNamed(target, { dimension });
  const { columns, as, file } = condition;
  if (file !== undefined) throw new UsageError('--condition-file: only for --data FILE');
  if (!classes) throw new UsageError(`--condition: the draws of ${target} are of one class; leave it out`);
  if (columns!.length !== 1 || columns![0] !== classes.name || as === 'values')
    throw refused(
      '--condition',
      columns!.join(','),
      `${classes.name}, of which ${target} has ${classes.count} classes`,
    );
  return { columns: columns!, as: 'classes' };
}

/** How a file is to be read. */
export function readingOf(values: Values): Omit<Extract<Source, { file: string }>, 'file'> {
  const { columns, header, delimiter, decimal, missing, array, 'max-bytes': limit } = values;
  return {
    ...(columns !== undefined && { columns: columnsOf(columns) }),
    ...(header !== undefined && { header: headers[oneOf('--header', header, ['yes', 'no', 'auto'])] }),
    ...(delimiter !== undefined && { delimiter: delimiterOf(delimiter) }),
    ...(decimal !== undefined && { decimal: oneOf('--decimal', decimal, ['point', 'comma', 'auto']) }),
    ...(missing !== undefined && { missing: oneOf('--missing', missing, ['refuse', 'drop']) }),
    ...(array !== undefined && { array: required('--array', array, 'the name of an array') }),
    ...(limit !== undefined && { limit: bytesOf('--max-bytes', limit) }),
  };
}

const headers = { yes: true, no: false, auto: 'auto' } as const;

const delimiters = { tab: '\t', space: ' ', comma: ',', semicolon: ';', bar: '|' } as const;

/** A delimiter by its name, or as it is. */
function delimiterOf(given: string): string {
  const named = Object.entries(delimiters).find(([name]) => name === given)?.[1];
  if (named === undefined && !/^[^"#\r\n]$/.test(given))
    throw refused(
      '--delimiter',
      given,
      `one character, and no quote, # or line end, or one of ${Object.keys(delimiters).join(', ')}`,
    );
  return named ?? given;
}

/** A target by its name. @throws UsageError */
export function targetOf({ target, dimension }: { target: string; dimension: string | undefined }): {
  readonly target: string;
  readonly dimension: number;
} {
  const name = oneOf('--target', target, targetNames);
  const { dimension: own, anyDimension } = describeTarget(name);
  if (dimension !== undefined && !anyDimension) throw new UsageError(`--dimension: ${name} has ${own} and no other`);
  return { target: name, dimension: integer('--dimension', dimension, 1, 784) ?? own };
}

/** Its name in messages. */
export function describeSource(source: Source): string {
  if ('target' in source) return source.target;
  return source.file === '-' ? 'standard input' : source.file;
}

/** As the cells of a row of CSV: a name that has a comma stands in quotes. */
function columnsOf(given: string): string[] {
  const what = 'names, numbers from 0 or ranges, such as x,3,5-7 or -label, with commas between them';
  return cellsOf('--columns', given, what);
}

const units = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;

/** A number of bytes, such as 2000000, 500M or 8G. */
function bytesOf(option: string, given: string): number {
  const [, digits, unit] = /^(\d{1,15})([KMG]?)$/i.exec(given) ?? [];
  const bytes = Number(digits) * (units[(unit ?? '').toUpperCase() as keyof typeof units] ?? Number.NaN);
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw refused(option, given, 'a number of bytes such as 2000000, 500M or 8G');
}

/** Names with commas, over lines that begin with so many spaces. */
function wrapped(names: readonly string[], indent: number): string {
  const lines = [''];
  for (const [i, name] of names.entries()) {
    const text = i === names.length - 1 ? name : `${name}, `;
    if (indent + lines.at(-1)!.length + text.length > 120) lines.push('');
    lines.push(lines.pop()! + text);
  }
  return lines.map((line) => line.trimEnd()).join(`\n${' '.repeat(indent)}`);
}
