import { csvRows } from '../../files/csv_rows.ts';
import type { ContextChoice } from '../../files/index.ts';
import { UsageError } from '../exit.ts';
import { number, refused, required } from './read.ts';

/** What the data are conditioned on: columns or an array beside the points, or all of a file of its own. */
export interface Condition {
  /** Of the file of the points, unless `file` is given. */
  readonly columns?: ContextChoice['columns'];
  readonly as?: ContextChoice['as'];
  /** A file with a row for each point, of labels or of numbers. */
  readonly file?: string;
}

export const conditionOptions = {
  condition: { type: 'string' },
  'condition-file': { type: 'string' },
} as const;

type Values = { readonly [Name in keyof typeof conditionOptions]?: string | undefined };

export const conditionHelp = `  --condition COLUMN,…[:class|:value]
                               what the points are conditioned on, which then is no coordinate of theirs: one column of
                               classes, be they text or whole numbers, or columns of numbers; of .npz another array; of
                               a target the class of its draws, such as label. As :class or :value says, or else
                               classes where there is text or there are at most 20 different whole numbers
  --condition-file FILE[:class|:value]
                               the same in a file with a row for each point, such as the labels of MNIST`;

const kinds = { class: 'classes', value: 'values' } as const;

/** Reads what the data are conditioned on, if anything. @throws UsageError */
export function conditionOf({ condition, 'condition-file': file }: Values): Condition | undefined {
  if (condition !== undefined && file !== undefined)
    throw new UsageError('both --condition and --condition-file given: it must be one of them');
  if (file !== undefined) {
    const { text, as } = withoutKind(required('--condition-file', file, 'a file with a row for each point'));
    return { file: required('--condition-file', text, 'a file with a row for each point'), ...as };
  }
  if (condition === undefined) return undefined;
  const what = 'columns with commas between them, such as label, label:class or a,b:value';
  const { text, as } = withoutKind(required('--condition', condition, what));
  return { columns: cellsOf('--condition', text, what), ...as };
}

/** What stands before :class or :value at the end, and what that says. */
function withoutKind(given: string): { text: string; as: Pick<Condition, 'as'> } {
  const [, text, kind] = /^(.*):(class|value)$/s.exec(given) ?? [];
  if (text === undefined) return { text: given, as: {} };
  return { text, as: { as: kinds[kind as keyof typeof kinds] } };
}

/** As the cells of a row of CSV: one that has a comma stands in quotes. @throws UsageError */
export function cellsOf(option: string, given: string, what: string): string[] {
  let cells: string[];
  try {
    cells = [...csvRows(given, ',')].flatMap((row) => row.cells.map((cell) => cell.trim()));
  } catch {
    throw refused(option, given, what);
  }
  if (cells.length === 0 || cells.some((cell) => cell === '')) throw refused(option, given, what);
  return cells;
}

/** The context that samples are asked for in. */
export interface ContextRequest {
  /** Such as `label=3`, one for each column of the condition; without a context unless given. */
  readonly where: readonly string[] | undefined;
  /** How much more of the context: 1 unless given. */
  readonly guidance: number | undefined;
}

export const guidanceOption = { guidance: { type: 'string' } } as const;

export const contextOptions = { where: { type: 'string' }, ...guidanceOption } as const;

export const guidanceHelp = `  --guidance W                 of a conditional model: W times the score in its context and 1 − W times that without;
                               above 1 samples are more typical of the context and differ less (default 1)`;

export const contextHelp = `  --where COLUMN=VALUE,…       the context of a conditional model: a class by its label or number, such as label=3, or a
                               value for each column, such as a=1.5,b=2; label=* for each class in turn, which .csv and
                               .parquet say in a column of their own (default: without a context)
${guidanceHelp}`;

/** Reads in which context samples are to be drawn. @throws UsageError */
export function contextRequestOf({
  where,
  guidance,
}: {
  readonly where?: string | undefined;
  readonly guidance?: string | undefined;
}): ContextRequest {
  return {
    where: where === undefined ? undefined : cellsOf('--where', where, 'COLUMN=VALUE, with commas between several'),
    guidance: number('--guidance', guidance, { least: 0, most: 1000 }),
  };
}
