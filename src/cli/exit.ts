import {
  ArgumentError,
  DeviceError,
  EngineUnavailableError,
  isOutOfMemory,
  SamplingDivergedError,
  TrainingDivergedError,
} from '../errors.ts';
import { FileError } from '../files/index.ts';
import { printable } from '../quoted.ts';
import { inOptions, optionsAlone } from './options/words.ts';

/** Bad usage of the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A file or folder that cannot be opened, read or written; what is wrong inside a file is a `FileError`. */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/** A training that ended without what it was for; the message says so in words of the command line, and what is left of it. */
export class TrainingFailed extends Error {
  override readonly name = 'TrainingFailed';
  /** Index (from 0) of the first step whose loss is not finite. */
  readonly step: number;

  constructor(message: string, step: number) {
    super(message);
    this.step = step;
  }
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

function unforeseen(error: unknown): string {
  if (isOutOfMemory(error))
    return `there is not enough memory here: ${error.message}; ask for fewer points or smaller widths`;
  return (error instanceof Error && error.stack) || String(error);
}

const refusals = [UsageError, ArgumentError];
const failures = [
  PathError,
  TrainingFailed,
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
  const text = known ? optionsAlone(inOptions(error as Error)) : unforeseen(error);
  // Paths and messages of the system come from outside too.
  process.stderr.write(`scorefield: ${printable(text)}\n`);
  if (error instanceof Interrupted) return error.exitCode;
  return isOne(refusals) ? 2 : 1;
}
