/** An argument refused at the door. The message names it, what was given, what is allowed and what to do. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  /** Path of the refused argument, such as `noise.levels`. */
  readonly argument: string;

  constructor(argument: string, given: unknown, allowed: string, remedy?: string) {
    super(`${argument}: got ${describe(given)}, but it must be ${allowed}.${remedy ? ` ${remedy}` : ''}`);
    this.argument = argument;
  }
}

/** The engine that was asked for cannot be had here; the message says why and what to install. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}

/** The device was lost or reported an error that is not the caller's fault. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
}

/** A loss that stopped being finite. The trainer keeps the parameters whose loss was still finite. */
export class TrainingDivergedError extends Error {
  override readonly name = 'TrainingDivergedError';
  /** Index (from 0) of the first step whose loss is not finite. */
  readonly step: number;

  constructor(step: number) {
    super(
      `training: the loss stopped being finite at step ${step}; the trainer keeps the last state whose loss was finite. ` +
        'Lower optimizer.learningRate, or scale the data to a spread of about 1.',
    );
    this.step = step;
  }
}

/** Particles that stopped being finite. The sampler keeps the state before the failing step. */
export class SamplingDivergedError extends Error {
  override readonly name = 'SamplingDivergedError';
  /** Index (from 0) of the noise level. */
  readonly level: number;
  /** Index (from 0) of the failing step within its level. */
  readonly step: number;

  constructor(level: number, step: number, size: number) {
    super(
      `sampling: particles stopped being finite at level ${level}, step ${step} (step size ${size}); ` +
        'the sampler keeps the last finite state. Lower the step size: it should stay well below σ² of its level.',
    );
    this.level = level;
    this.step = step;
  }
}

function describe(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given);
  if (Array.isArray(given) || ArrayBuffer.isView(given)) {
    const items = Array.from(given as ArrayLike<unknown>).slice(0, 6);
    const length = (given as ArrayLike<unknown>).length;
    return `[${items.join(', ')}${length > items.length ? `, … ${length} in all` : ''}]`;
  }
  if (typeof given === 'object' && given !== null)
    return `an object with ${Object.keys(given).join(', ') || 'no keys'}`;
  return String(given);
}

/** Refuses anything but an integer in [least, most]. */
export function requireInteger(argument: string, given: unknown, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isInteger(given) || (given as number) < least || (given as number) > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new ArgumentError(argument, given, `an integer ${range}`);
  }
}

/** Refuses anything but a finite number above zero. */
export function requirePositive(argument: string, given: unknown): void {
  if (typeof given !== 'number' || !Number.isFinite(given) || given <= 0) {
    throw new ArgumentError(argument, given, 'a finite number above 0');
  }
}

/** Refuses anything but one of the names. */
export function requireOneOf(argument: string, given: unknown, names: readonly string[]): void {
  if (!names.includes(given as string)) throw new ArgumentError(argument, given, `one of ${names.join(', ')}`);
}
