import type { Coordinates } from '../coordinates.ts';
import { describeTarget } from '../distributions/targets.ts';
import { listed, quoted, quotedWhole } from '../quoted.ts';
import { UsageError } from './exit.ts';
import { describeSource, type Source } from './options/source.ts';

/** What a reader found out about the coordinates of points; of a target it has nothing to say. */
interface Found {
  readonly names?: readonly string[];
  readonly shape?: readonly number[];
  readonly whole?: readonly number[];
}

/** The names of columns, unless they are their numbers, as where a file has none. */
export function namesOf({ names }: Found): readonly string[] | undefined {
  return names?.some((name, column) => name !== String(column)) ? names : undefined;
}

/** What a model is to keep of its data. */
export function coordinatesFrom(source: Source, found: Found): Coordinates {
  const names = namesOf(found);
  const shape = 'target' in source ? describeTarget(source.target).shape : found.shape;
  const whole = found.whole ?? [];
  return {
    ...(names && { names }),
    // Of a plain list of numbers there is nothing to tell.
    ...(shape && shape.length > 1 && { shape }),
    ...(whole.length > 0 && { whole }),
  };
}

/** What to say of columns that hold whole numbers alone, if any do. */
export function wholeInWords({ names, whole = [] }: Coordinates): string[] {
  if (whole.length === 0) return [];
  const columns = whole.map((column) => names?.[column] ?? String(column));
  return [`whole numbers: ${listed(columns)}, which "sample --round" gives back as such`];
}

/**
 * Refuses columns under other names than those that a model was trained on, or in another order: their numbers would be taken for
 * each other. Where either has none, there is nothing to compare. @throws UsageError
 */
export function requireSameNames(
  { source, found }: { readonly source: Source; readonly found: Found },
  { file, coordinates }: { readonly file: string; readonly coordinates: Coordinates | undefined },
): void {
  const [given, kept] = [namesOf(found), coordinates?.names];
  if (!given || !kept || given.length !== kept.length) return;
  const other = kept.findIndex((name, column) => name !== given[column]);
  if (other < 0) return;
  const inOrder = kept.every((name) => given.includes(name));
  const remedy = inOrder
    ? `give --columns ${quotedWhole(kept.map(asCell).join(','))}`
    : 'choose the columns that it was trained on by --columns';
  throw new UsageError(
    `--data: column ${other} of ${describeSource(source)} is ${quoted(given[other]!)}, but that of ${file} is ${quoted(kept[other]!)}; ${remedy}`,
  );
}

/** As `--columns` reads it. */
function asCell(name: string): string {
  return /[",\r\n]|^-|\.\.|^\d/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
