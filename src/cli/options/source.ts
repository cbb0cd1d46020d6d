import { describeTarget, targetNames } from '../../distributions/targets.ts';
import { UsageError } from '../exit.ts';
import { integer, oneOf, refused, required } from './read.ts';

/** Points to be learned or compared with: a target by name, or a file. */
export type Source =
  | { readonly target: string; readonly dimension: number }
  | { readonly file: string; readonly columns?: readonly (string | number)[] };

export const sourceOptions = {
  target: { type: 'string' },
  dimension: { type: 'string' },
  data: { type: 'string' },
  columns: { type: 'string' },
} as const;

export const sourceHelp = `  --target NAME                points drawn from one of
                               ${wrapped(targetNames, 31)}
  --dimension D                of the target hypercube (default 16)
  --data FILE                  points from a file, one a row: CSV, NumPy's .npy, or IDX (MNIST), each also packed by
                               gzip; bytes of IDX images become 0 to 1
  --columns NAME,…             the columns of a CSV file to take, by name or by number from 0 (default all)`;

/** Reads what says where points come from. @throws UsageError */
export function sourceOf(values: { [Name in keyof typeof sourceOptions]?: string | undefined }): Source {
  const { target, dimension, data, columns } = values;
  if ((target === undefined) === (data === undefined))
    throw new UsageError(
      `${target === undefined ? 'neither' : 'both'} --target NAME ${target === undefined ? 'nor' : 'and'} --data FILE given: it must be one of them`,
    );
  if (data !== undefined) {
    if (dimension !== undefined) throw new UsageError('--dimension: only for --target, a file has its own');
    const file = required('--data', data, 'a file');
    return columns === undefined ? { file } : { file, columns: columnsOf(columns) };
  }
  if (columns !== undefined) throw new UsageError('--columns: only for --data FILE');
  return targetOf({ target: target!, dimension });
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
  return 'file' in source ? source.file : source.target;
}

function columnsOf(given: string): (string | number)[] {
  const columns = given.split(',').map((column) => column.trim());
  if (columns.includes('')) throw refused('--columns', given, 'names or numbers from 0 with commas between them');
  return columns.map((column) => (/^\d+$/.test(column) ? Number(column) : column));
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
