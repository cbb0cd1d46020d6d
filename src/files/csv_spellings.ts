import { hasThousands } from './csv_cells.ts';

/** A way to write a number that is not read. */
export interface Spelling {
  /** What the cell holds, after "but". */
  readonly what: string;
  readonly remedy: string;
}

const digits = String.raw`(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?`;

const spellings: readonly (readonly [pattern: RegExp, what: string, remedy: string])[] = [
  [/^[-+\u2212]?(?:inf|infinity|∞)$/i, 'infinity', 'Remove such rows, or mend them'],
  [/^[-+]?0x[\da-f]+$/i, 'a hexadecimal one', 'Save decimal numbers'],
  [/^[-+]?(?:\d+\.?\d*|\.\d+)d[-+]?\d+$/i, 'one with the exponent D of Fortran', 'Write E in its place'],
  [
    new RegExp(`^[\u2010-\u2015\u2212\ufe63\uff0d]\\s*${digits}$`, 'i'),
    'one with another minus sign than "-"',
    'Write "-" in its place',
  ],
  [new RegExp(`^[-+]?${digits}\\s*[%‰]$`, 'i'), 'a percentage', 'Save the numbers without the sign'],
  [
    new RegExp(`^[-+]?\\p{Sc}\\s*[-+]?\\d|^[-+]?${digits}\\s*\\p{Sc}$`, 'iu'),
    'an amount of money',
    'Save the numbers without the sign of the currency',
  ],
  [
    /^[-+]?\d{1,3}(?:[ '’\u00a0\u2009\u202f]\d{3})+(?:[.,]\d*)?$/,
    'one with separators between thousands',
    'Save the numbers without them',
  ],
];

const thousands = spellings.at(-1)!;

/** The longest cell that is worth a look. */
const longest = 60;

/** How a cell spells a number that is not read; undefined where it does not. */
export function spellingOf(cell: string): Spelling | undefined {
  const word = cell.trim();
  if (word.length > longest) return undefined;
  const found = hasThousands(word) ? thousands : spellings.find(([pattern]) => pattern.test(word));
  return found && { what: found[1], remedy: found[2] };
}

/** Whether a cell is a date, a time, or both, in digits. */
export function isDate(cell: string): boolean {
  const word = cell.trim();
  return (
    word.length <= longest &&
    /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4}|\d{1,2}:\d{2}(?::\d{2}(?:\.\d*)?)?)(?:[T ].*)?$/.test(
      word,
    )
  );
}
