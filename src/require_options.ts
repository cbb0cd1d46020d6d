import { ArgumentError, squarable } from './errors.ts';

/** The names of all fields of a type, of which none can be forgotten. */
export type Keys<T> = { readonly [Key in keyof T]-?: true };

/**
 * Refuses anything but an object, and any key in it that is not known, naming the one that is nearest. A key whose value is
 * undefined counts as left out.
 * @param argument what the object is called; empty for the options of a call, whose names stand alone
 * @throws ArgumentError
 */
export function requireKeys<T extends object>(argument: string, given: T, known: Keys<NoInfer<T>>): void {
  const names = Object.keys(known);
  if (!isRecord(given)) throw new ArgumentError(argument || 'options', given, `an object of ${names.join(', ')}`);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || Object.hasOwn(known, key)) continue;
    const near = nearest(key, names);
    throw new ArgumentError(
      argument ? `${argument}.${key}` : key,
      value,
      'left out, since there is nothing of that name',
      near === undefined ? `There is ${names.join(', ')}.` : `Did you mean ${near}?`,
    );
  }
}

/** Whether it is an object of named values: no list, date, map or the like. */
export function isRecord(given: unknown): given is object {
  return typeof given === 'object' && given !== null && Object.prototype.toString.call(given) === '[object Object]';
}

/** Refuses anything but true and false. */
export function requireBoolean(argument: string, given: unknown): void {
  if (typeof given !== 'boolean') throw new ArgumentError(argument, given, 'true or false');
}

/** Refuses anything but a function. @param example how it is called and what it gives */
export function requireFunction(argument: string, given: unknown, example: string): void {
  if (typeof given !== 'function') throw new ArgumentError(argument, given, `a function ${example}`);
}

/** Refuses anything but an object with these functions. @param what it must be, in words */
export function requireMethods(argument: string, given: unknown, names: readonly string[], what: string): void {
  const methods = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (!names.every((name) => typeof methods[name] === 'function'))
    throw new ArgumentError(argument, given, `${what}, with ${names.join(', ')}`);
}

/** Refuses anything but the signal of an AbortController, of any realm, or undefined. */
export function requireSignal(argument: string, given: unknown): void {
  if (given === undefined) return;
  const { aborted, throwIfAborted } = (given ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && typeof throwIfAborted === 'function') return;
  throw new ArgumentError(argument, given, 'the signal of an AbortController, or left out');
}

/** Refuses anything but an array or a typed array of numbers, which need not be finite. */
export function requireNumbers(argument: string, given: unknown): void {
  const isList = Array.isArray(given) || (ArrayBuffer.isView(given) && 'length' in given);
  if (!isList) throw new ArgumentError(argument, given, 'a list of numbers');
  const list = given as ArrayLike<unknown>;
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] !== 'number') throw new ArgumentError(`${argument}[${i}]`, list[i], 'a number');
  }
}

/** Refuses anything but an array or a typed array of numbers whose squares are finite in float32. */
export function requireSquarable(argument: string, given: ArrayLike<number>): void {
  requireNumbers(argument, given);
  const { most } = squarable;
  for (let i = 0; i < given.length; i++) {
    if (!(Math.abs(given[i]!) <= most))
      throw new ArgumentError(`${argument}[${i}]`, given[i], `a number from ${-most} to ${most}`);
  }
}

/** The known name that a wrong one was most likely meant for, if any is near. */
function nearest(given: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => ({ name, distance: distanceOf(given.toLowerCase(), name.toLowerCase()) }));
  const [best] = distances.sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(1, given.length / 3) ? best.name : undefined;
}

/** The edit distance, except that a name inside the other is as near as one letter. */
function distanceOf(given: string, name: string): number {
  const [short, long] = given.length < name.length ? [given, name] : [name, given];
  return short.length >= 3 && long.includes(short) ? 1 : editDistance(given, name);
}

/** The fewest letters to put in, to take out or to replace that turn one text into another (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const before = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, before[j]! + 1, row[j - 1]! + 1));
    }
  }
  return row[b.length]!;
}
