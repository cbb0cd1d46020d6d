import {
  ArgumentError,
  DeviceError,
  EngineUnavailableError,
  SamplingDivergedError,
  TrainingDivergedError,
} from '../errors.ts';
import { FileError } from '../files/index.ts';
import { printable } from '../quoted.ts';

/** Bad usage of the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A file or folder that cannot be opened, read or written; what is wrong inside a file is a `FileError`. */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/** Ended by a signal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  /** @param left what there is now to show for the work */
  constructor(exitCode: number, left = 'nothing was written') {
    super(`interrupted, ${left}`);
    this.exitCode = exitCode;
  }
}

const refusals = [UsageError, ArgumentError];
const failures = [
  PathError,
  FileError,
  EngineUnavailableError,
  DeviceError,
  TrainingDivergedError,
  SamplingDivergedError,
];

/** Says on standard error what went wrong, in one line where the error is a known one, and returns the exit code. */
export function report(error: unknown): number {
  const isOne = (kinds: readonly (new (...args: never[]) => Error)[]): boolean =>
    kinds.some((kind) => error instanceof kind);
  const known = error instanceof Interrupted || isOne(refusals) || isOne(failures);
  const text = error instanceof Error ? (known ? error.message : error.stack) : String(error);
  // Paths and messages of the system come from outside too.
  process.stderr.write(`scorefield: ${printable(String(text))}\n`);
  if (error instanceof Interrupted) return error.exitCode;
  return isOne(refusals) ? 2 : 1;
}
