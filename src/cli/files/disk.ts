import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { quotedWhole } from '../../quoted.ts';
import { PathError } from '../exit.ts';
import { gibibytes } from '../memory.ts';

/**
 * Bytes of a number in a file of samples with what parts it from the next: binary, or the shortest decimal, of which nine in ten
 * take seven digits and a point or more in float32, and sixteen in float64.
 */
const binary = { float32: 4, float64: 8 } as const;
const bytesPerNumber = { npy: binary, parquet: binary, csv: { float32: 9, float64: 18 } } as const;

/** Refuses samples for which there is no room in the folder of the file, or that they go to, before any is drawn. @throws PathError */
export function requireDiskSpace(
  file: string,
  {
    particles,
    dimension,
    format,
    kind,
  }: { particles: number; dimension: number; format: keyof typeof bytesPerNumber; kind: 'float32' | 'float64' },
  free = freeSpace(dirname(file)),
): void {
  const bytes = bytesPerNumber[format][kind] * dimension;
  requireRoom(file, particles * bytes, free, `, enough for ${Math.floor(free / bytes)} samples`);
}

/** Refuses a file of so many bytes for which there is no room in its folder, before any work is done. @throws PathError */
export function requireRoom(file: string, bytes: number, free: number, remark = ''): void {
  if (bytes <= free) return;
  throw new PathError(
    `--out: ${quotedWhole(file)} needs about ${size(bytes)}, but on its disk ${size(free)} are free${remark}`,
  );
}

/** Bytes that may be written into a folder; without bound where the file system does not say. */
export function freeSpace(folder: string): number {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder);
    return blocks > 0 ? bavail * bsize : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Models are smaller than what samples take. */
function size(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : gibibytes(bytes);
}
