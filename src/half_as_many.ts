import { ArgumentError, OutOfMemoryError } from './errors.ts';

/**
 * Half as many particles at a time, in whole quads, where there was no memory for so many.
 * @throws the error itself where fewer would not help
 */
export function halfAsMany(count: number, error: unknown): number {
  const wantsMemory =
    error instanceof OutOfMemoryError || (error instanceof ArgumentError && error.argument === 'particles');
  if (count <= 4 || !wantsMemory) throw error;
  return 4 * Math.ceil(count / 8);
}
