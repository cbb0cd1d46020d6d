import { maximumDimension } from '../network.ts';
import { FileError } from './file_error.ts';

/** Refuses points of more coordinates than a network takes: to look at their columns would take minutes. @throws FileError */
export function requireDimension(format: string, place: string, dimension: number, remedy: string): void {
  if (dimension <= maximumDimension) return;
  throw new FileError(
    format,
    place,
    `it holds points of ${dimension} coordinates, more than the ${maximumDimension} that a network takes`,
    remedy,
  );
}
