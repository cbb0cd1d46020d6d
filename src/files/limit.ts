import { requireInteger } from '../errors.ts';
import { FileError } from './file_error.ts';

export interface LimitOption {
  /**
   * Most bytes that a file may have, and that what it unpacks to and its numbers may take together; 1 GiB unless given. What
   * goes beyond is refused before there is memory for it.
   */
  readonly limit?: number;
}

/** Bytes, where no limit is given. */
const defaultLimit = 2 ** 30;

/** What to do about a limit. */
export const raiseTheLimit = 'If there is memory for it, raise the limit: --max-bytes, or limit';

/** The limit of options, checked. @throws ArgumentError */
export function limitOf({ limit = defaultLimit }: LimitOption): number {
  requireInteger('limit', limit, 1);
  return limit;
}

/** @param what such as "it has" or "it unpacks to" @throws FileError */
export function tooMuch(format: string, place: string, what: string, limit: number): never {
  throw new FileError(format, place, `${what} more than the ${limit} bytes allowed`, raiseTheLimit);
}
