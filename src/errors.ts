import { printable, quotedWhole } from './quoted.ts';

/**
 * Every error that leaves the library is one of these. The reason of an aborted signal passes as it is, and so does what a function
 * of the user's own throws.
 */
export abstract class ScorefieldError extends Error {}

/** An argument refused at the door. The message names it, what was given, what is allowed and what to do. */
export class ArgumentError extends ScorefieldError {
  override readonly name = 'ArgumentError';
  /** Path of the refused argument, such as `noise.levels`. */
  readonly argument: string;

  constructor(argument: string, given: unknown, allowed: string, remedy?: string) {
    // What was given may come from a file, and so may the path of the argument.
    super(printable(`${argument}: got ${describe(given)}, but it must be ${allowed}.${remedy ? ` ${remedy}` : ''}`));
    this.argument = argument;
  }

  /** The same refusal of an argument by another path, where it is a part of another. */
  renamed(argument: string): ArgumentError {
    const error = new ArgumentError(argument, undefined, '');
    error.message = printable(argument) + this.message.slice(printable(this.argument).length);
    return error;
  }
}

/** The engine that was asked for cannot be had here; the message says why and what to install. */
export class EngineUnavailableError extends ScorefieldError {
  override readonly name = 'EngineUnavailableError';
}

/** The device was lost, has no memory left or reported an error that is not the caller's fault. */
export class DeviceError extends ScorefieldError {
  override readonly name: string = 'DeviceError';
}

/** The device or the host has no memory for what was asked: less of it at a time may fit. */
export class OutOfMemoryError extends DeviceError {
  override readonly name = 'OutOfMemoryError';
}

/** A trainer, a sampler or an engine was asked for something after it was disposed of, or while it was. */
export class DisposedError extends ScorefieldError {
  override readonly name = 'DisposedError';

  constructor(what: 'trainer' | 'ensemble' | 'sampler' | 'engine') {
    super(`this ${what} was disposed; make a new one`);
  }
}

/** A second run was asked for while one is under way: both would move the same state. */
export class BusyError extends ScorefieldError {
  override readonly name = 'BusyError';

  constructor(what: 'trainer' | 'ensemble' | 'sampler') {
    super(`this ${what} is already running; finish or abort that run before starting another`);
  }
}

/** A loss that stopped being finite. The trainer or the ensemble keeps the parameters whose losses were still finite. */
export class TrainingDivergedError extends ScorefieldError {
  override readonly name = 'TrainingDivergedError';
  /** Index (from 0) of the first step whose loss is not finite. */
  readonly step: number;
  /** Index of the network in an ensemble: the first whose loss is not finite at that step. Undefined for a trainer. */
  readonly member: number | undefined;

  /** @param member of an ensemble */
  constructor(step: number, member?: number) {
    super(
      member === undefined
        ? `training: the loss stopped being finite at step ${step}; the trainer keeps the last state whose loss was finite. ` +
            'Lower optimizer.learningRate, or scale the data to a spread of about 1.'
        : `training: the loss of members[${member}] stopped being finite at step ${step}; the ensemble keeps the last state in which all losses were finite. ` +
            'Lower its learningRate, or go on without it, from the checkpoints of the others.',
    );
    this.step = step;
    this.member = member;
  }
}

/** Particles that stopped being finite. The sampler keeps the state before the failing step. */
export class SamplingDivergedError extends ScorefieldError {
  override readonly name = 'SamplingDivergedError';
  /** Index (from 0) of the noise level. */
  readonly level: number;
  /** Index (from 0) of the failing step within its level. */
  readonly step: number;

  /** @param update σ, and the factors of the score and of the noise */
  constructor(level: number, step: number, { sigma, b, d }: { sigma: number; b: number; d: number }) {
    // A Langevin step of size τ = b adds noise of variance 2τ.
    const langevin = b > 0 && Math.abs(d * d - 2 * b) < 1e-6 * b;
    super(
      `sampling: particles stopped being finite at level ${level}, step ${step} (σ = ${sigma}${langevin ? `, step size ${b}` : ''}); ` +
        `the sampler keeps the last finite state. ${
          langevin
            ? 'Lower the step size: it should stay well below σ² of its level.'
            : 'Give more noise levels, or a score that is finite wherever particles go.'
        }`,
    );
    this.level = level;
    this.step = step;
  }
}

/** Any value in a few words. */
function describe(given: unknown): string {
  if (Array.isArray(given) || (ArrayBuffer.isView(given) && 'length' in given)) {
    const list = given as ArrayLike<unknown>;
    const items = Array.from({ length: Math.min(6, list.length) }, (_, i) => inList(list[i]));
    return `[${items.join(', ')}${list.length > items.length ? `, … ${list.length} in all` : ''}]`;
  }
  if (typeof given === 'function') return `the function ${given.name || 'without a name'}`;
  if (typeof given !== 'object' || given === null) return inList(given);
  const kind = Object.prototype.toString.call(given).slice('[object '.length, -1);
  if (kind !== 'Object') return `an object of the kind ${kind}`;
  const keys = Object.keys(given);
  const more = keys.length > 12 ? `, … ${keys.length} in all` : '';
  return `an object with ${
    keys
      .slice(0, 12)
      .map((key) => printable(key))
      .join(', ') || 'no keys'
  }${more}`;
}

/** A value as it stands in a list. */
function inList(value: unknown): string {
  if (typeof value === 'string') return quotedWhole(value.length > 500 ? `${value.slice(0, 500)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

/** Refuses anything but an integer in [least, most]. */
export function requireInteger(argument: string, given: unknown, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isInteger(given) || (given as number) < least || (given as number) > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new ArgumentError(argument, given, `an integer ${range}`);
  }
}

/** The normal numbers of float32, in which engines keep what they are given: smaller ones a device may take for zero. */
export const float32 = { least: 2 ** -126, most: (2 - 2 ** -23) * 2 ** 127 } as const;

/** Numbers whose squares are normal float32 numbers too, with room for sums of them. */
export const squarable = { least: 1e-18, most: 1e18 } as const;

/** Numbers whose squares are normal float64 numbers too, with room for sums of them. */
export const squarable64 = { least: 1e-150, most: 1e150 } as const;

/** What to do about data whose scale is far from 1. */
export const standardiseTheData = "Standardise the data: --standardise columns, or standardise: 'columns'.";

/** Refuses anything but a number that is finite in float32, or one in [least, most]. */
export function requireFloat32(
  argument: string,
  given: unknown,
  { least = -float32.most, most = float32.most, remedy }: { least?: number; most?: number; remedy?: string } = {},
): void {
  const held = typeof given === 'number' ? Math.fround(given) : Number.NaN;
  // Written so that NaN fails too.
  if (held >= Math.fround(least) && held <= Math.fround(most)) return;
  const [from, to] = [least, most].map((bound) => Number(bound.toPrecision(8)));
  throw new ArgumentError(argument, given, `a number from ${from} to ${to}, since it is kept in float32`, remedy);
}

/** Refuses anything but a finite number above zero, which is a normal number of float32 too. */
export function requirePositive(argument: string, given: unknown): void {
  if (typeof given !== 'number' || !Number.isFinite(given) || given <= 0) {
    throw new ArgumentError(argument, given, 'a finite number above 0');
  }
  requireFloat32(argument, given, { least: float32.least });
}

/**
 * Refuses anything but one of the names.
 * @param besides what else is allowed, in words, where the caller has found that it is not that
 */
export function requireOneOf(argument: string, given: unknown, names: readonly string[], besides?: string): void {
  if (names.includes(given as string)) return;
  throw new ArgumentError(
    argument,
    given,
    `one of ${names.join(', ')}${besides === undefined ? '' : `, or ${besides}`}`,
  );
}

/** Whether an error is that of an array for which there is no memory. */
export function isOutOfMemory(error: unknown): error is RangeError {
  return error instanceof RangeError && /allocat|length/i.test(error.message);
}

/** Makes an array of the size that an argument asks for. @throws ArgumentError when there is no memory for it */
export function allocating<List>(make: () => List, argument: string, given: unknown): List {
  try {
    return make();
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    throw new ArgumentError(argument, given, 'so few that there is memory for them here', 'Ask for fewer.');
  }
}
