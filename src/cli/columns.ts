import type { Coordinates } from '../coordinates.ts';
import { describeTarget } from '../distributions/targets.ts';
import { listed, quoted, quotedWhole } from '../quoted.ts';
import { UsageError } from './exit.ts';
import { columnCell } from './options/column_cell.ts';
import { describeSource, type Source } from './options/source.ts';

/** What a reader found out about the coordinates of points; of a target it has nothing to say. */
interface Found {
  readonly names?: readonly string[];
  readonly shape?: readonly number[];
  readonly whole?: readonly number[];
}

/** Whether names are but the numbers of columns, as where a file has none. */
export function areNumbers(names: readonly string[]): boolean {
  return names.every((name) => /^\d+$/.test(name));
}

/** What a table of samples is headed by: names that no reader takes for numbers, for each of so many columns. */
export function headingOf({ names }: Coordinates, dimension: number): readonly string[] {
  if (!names) return dimension === 1 ? ['x'] : Array.from({ length: dimension }, (_, j) => `x${j}`);
  const numbers = areNumbers(names);
  return names.map((name, j) => (numbers ? `x${name}` : name || `x${j}`));
}

/** What a model is to keep of its data. */
export function coordinatesFrom(source: Source, found: Found): Coordinates {
  const { names } = found;
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
export function requireSameCoordinates(
  { source, found }: { readonly source: Source; readonly found: Found },
  { file, coordinates }: { readonly file: string; readonly coordinates: Coordinates | undefined },
): void {
  requireSameShape(source, found, { file, shape: coordinates?.shape });
  const [given, kept] = [found.names, coordinates?.names];
  if (!given || !kept || given.length !== kept.length || areNumbers(given) !== areNumbers(kept)) return;
  const other = kept.findIndex((name, column) => name !== given[column]);
  if (other < 0) return;
  const inOrder = kept.every((name) => given.includes(name));
  const remedy = inOrder
    ? `give --columns ${quotedWhole(kept.map(columnCell).join(','))}`
    : 'choose the columns that it was trained on by --columns';
  throw new UsageError(
    `--data: column ${other} of ${describeSource(source)} is ${quoted(given[other]!)}, but that of ${file} is ${quoted(kept[other]!)}; ${remedy}`,
  );
}

/** Images of other proportions may have as many pixels. */
function requireSameShape(
  source: Source,
  { shape: given = [] }: Found,
  { file, shape: kept = [] }: { readonly file: string; readonly shape: readonly number[] | undefined },
): void {
  if (given.length < 2 || kept.length < 2 || given.join() === kept.join()) return;
  throw new UsageError(
    `--data: points of ${describeSource(source)} have the shape [${given.join(', ')}], but those of ${file} [${kept.join(', ')}]`,
  );
}
