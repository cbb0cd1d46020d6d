import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { quotedWhole } from '../../quoted.ts';
import { PathError } from '../exit.ts';
import { gibibytes } from '../memory.ts';

/**
 * Bytes of a number in a file of samples with what parts it from the next: float32, or the shortest decimal, of which
 * nine in ten take seven digits and a point or more.
 */
const bytesPerNumber = { '.npy': 4, '.csv': 9 } as const;

/** Refuses samples for which there is no room in the folder of the file, before any is drawn. @throws PathError */
export function requireDiskSpace(
  file: string,
  particles: number,
  dimension: number,
  free = freeSpace(dirname(file)),
): void {
  const bytes = bytesPerNumber[file.toLowerCase().endsWith('.csv') ? '.csv' : '.npy'] * dimension;
  if (particles * bytes <= free) return;
  throw new PathError(
    `--out: ${quotedWhole(file)} needs about ${gibibytes(particles * bytes)}, but on its disk ${gibibytes(free)} are free, enough for ${Math.floor(free / bytes)} samples`,
  );
}

/** Bytes that may be written into a folder; without bound where the file system does not say. */
function freeSpace(folder: string): number {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder);
    return blocks > 0 ? bavail * bsize : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
