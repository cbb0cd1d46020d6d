import { ScorefieldError } from '../errors.ts';
import { printable } from '../quoted.ts';

/** A file that was refused. The message names the kind of file, the place in it, what is wrong and what to do. */
export class FileError extends ScorefieldError {
  override readonly name = 'FileError';
  /** Kind of file that was expected, such as `npy` or `safetensors`. */
  readonly format: string;
  /** Where in the file: a byte, a line, a tensor; empty where it is the file as a whole. */
  readonly place: string;
  /** Of a table: what `columns` would leave out the column with that takes the fault away; undefined where none does. */
  readonly leaveOut: string | undefined;

  /** @param problem what is wrong, and @param remedy what to do; neither ends in a full stop of its own. */
  constructor(format: string, place: string, problem: string, remedy?: string, leaveOut?: string) {
    super(printable(`${format} file${place && `, ${place}`}: ${problem}.${remedy ? ` ${remedy}.` : ''}`));
    this.format = format;
    this.place = place;
    this.leaveOut = leaveOut;
  }
}
