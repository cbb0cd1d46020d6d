import { countOfContexts } from '../contexts/point_contexts.ts';
import { ArgumentError } from '../errors.ts';
import type { Points } from '../points.ts';
import { quoted } from '../quoted.ts';
import type { ArrayOptions } from './array_points.ts';
import { type ContextChoice, contextsOfNumbers, type FileContexts } from './context_choice.ts';
import { FileError } from './file_error.ts';
import { readNpyArray } from './npy.ts';
import { arrayOfArchive } from './npz.ts';

/** What contexts of an archive are read for, and how. */
interface ArchiveContexts {
  /** Points that there are. */
  readonly count: number;
  readonly missing: ArrayOptions['missing'];
  readonly limit: number;
}

/**
 * Contexts in another array of an `.npz` archive than the points.
 * @throws FileError where there is no such array, or not a row for each point
 */
export function contextsInArchive(
  archive: Uint8Array,
  { columns, as }: ContextChoice,
  { count, missing, limit }: ArchiveContexts,
): FileContexts {
  const [array] = columns;
  if (columns.length !== 1 || typeof array !== 'string')
    throw new ArgumentError('context.columns', columns, 'the name of one array, for a file of npz');
  requireNoDropping(missing);
  const { name, bytes } = arrayOfArchive(archive, { array, limit });
  const { points: values } = readNpyArray(bytes, { limit }, bytes.length);
  const found = contextsOfNumbers(
    { format: 'npz', place: `array ${quoted(name)}`, names: namesOf(name, values), as },
    values,
  );
  const rows = countOfContexts(found.contexts);
  if (rows === count) return found;
  throw new FileError('npz', `array ${quoted(name)}`, `it has ${rows} rows, but there are ${count} points`);
}

/** Of points that were left out there would be contexts still. @throws ArgumentError */
export function requireNoDropping(missing: ArrayOptions['missing'] | undefined): void {
  if (missing === undefined || missing === 'refuse') return;
  throw new ArgumentError(
    'missing',
    missing,
    'refuse where contexts are in an array of their own, which would still have those of points left out',
    'Take these points and their contexts out of both arrays first.',
  );
}

/** A name for each number of an array. */
export function namesOf(name: string, { shape: [, width] }: Points): string[] {
  return width === 1 ? [name] : Array.from({ length: width }, (_, j) => `${name}${j}`);
}
