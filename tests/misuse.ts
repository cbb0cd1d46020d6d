import fc from 'fast-check';
import { expect } from 'vitest';
import { ArgumentError, ScorefieldError } from '../src/errors.ts';

/** Something public that is called, with arguments that are right. */
export interface Entry {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Calls it, uses what it gives, and returns what should be finite. */
  readonly call: (...args: never[]) => unknown;
}

/** Where in the arguments of a call something wrong is put. */
type Path = readonly (string | number)[];

/** Values of every wrong kind, some of which are right in some places. */
export const strange: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    '',
    'x',
    Number.NaN,
    Infinity,
    -Infinity,
    1e308,
    -1e308,
    3e38,
    1e-320,
    -1,
    0,
    0.5,
    2 ** 53,
    10n,
  ],
  ...[[], [Number.NaN], [null], ['x'], [Symbol('in a list')], new Array(2), {}, { x: 1 }, Object.create(null)],
  ...[() => {}, () => Number.NaN, Symbol('x'), new Date(0), new Map(), new Set([1]), /x/, new Error('x')],
  ...[new Float64Array(2), new Uint8Array(3), new Float32Array(2).fill(Number.NaN), new ArrayBuffer(8)],
];

/** Anything at all, but for whole numbers of a size that would only take long. */
const anything = fc.oneof(
  fc.constantFrom(...strange),
  fc.anything({
    maxDepth: 2,
    maxKeys: 3,
    withDate: true,
    withMap: true,
    withTypedArray: true,
    values: [
      ...[fc.boolean(), fc.string(), fc.integer({ min: -5, max: 5 }), fc.constant(null), fc.constant(undefined)],
      ...[fc.double().filter((x) => !Number.isInteger(x) || Math.abs(x) > 1e300), fc.bigInt({ min: -2n, max: 2n })],
    ],
  }),
);

/** Every place in the arguments of all entries: the arguments, the fields of objects, the items of short lists. */
export function placesOf(entries: readonly Entry[]): { entry: Entry; path: Path }[] {
  return entries.flatMap((entry) => pathsOf(entry.args).map((path) => ({ entry, path })));
}

function pathsOf(value: unknown): Path[] {
  if (Array.isArray(value)) {
    return value.slice(0, 3).flatMap((item, i) => [[i], ...pathsOf(item).map((path) => [i, ...path])]);
  }
  if (!isObject(value) || isTarget(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'function' ? [] : [[key], ...pathsOf(item).map((path) => [key, ...path])],
  );
}

/** Targets and mixtures: what is in them is theirs, not given. */
function isTarget(value: object): boolean {
  return 'sample' in value;
}

function isObject(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** A copy with something else at a place. */
function replaced(value: unknown, [first, ...rest]: Path, wrong: unknown): unknown {
  if (first === undefined) return wrong;
  const inside = replaced((value as Record<string | number, unknown>)[first], rest, wrong);
  return Array.isArray(value) ? value.with(first as number, inside) : { ...(value as object), [first]: inside };
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((inside, key) => (inside as Record<string | number, unknown>)[key], value);
}

/** Sees to it that a wrong value ends in an error of the library, or, where it is right after all, in finite numbers. */
export async function expectRefusedOrFinite(entry: Entry, path: Path, wrong: unknown): Promise<void> {
  const what = `${entry.name} with ${fc.stringify(wrong)} at ${path.join('.')}`;
  let result: unknown;
  try {
    result = await (entry.call as (...args: unknown[]) => unknown)(...(replaced(entry.args, path, wrong) as unknown[]));
  } catch (error) {
    if (error instanceof ScorefieldError) return;
    throw new Error(`${what} ended in ${error instanceof Error ? error.stack : String(error)}`);
  }
  const bad = notFinite(result);
  if (bad !== undefined) throw new Error(`${what} was accepted, and gave ${bad}`);
}

/** A number in plain data that is not finite, with the way to it. */
function notFinite(value: unknown, way = 'result'): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${way} = ${value}`;
  if (ArrayBuffer.isView(value)) {
    const list = value as unknown as ArrayLike<number>;
    for (let i = 0; i < list.length; i++) if (!Number.isFinite(list[i])) return `${way}[${i}] = ${list[i]}`;
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inside] of Object.entries(value)) {
    const found = notFinite(inside, `${way}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Puts every strange value in every place, then a number of random ones. */
export async function expectAllRefused(entries: readonly Entry[], random: number): Promise<void> {
  const places = placesOf(entries);
  const failures: string[] = [];
  for (const { entry, path } of places) {
    for (const wrong of strange) {
      await expectRefusedOrFinite(entry, path, wrong).catch(({ message }: Error) => failures.push(message));
    }
  }
  expect(failures).toEqual([]);
  const property = fc.asyncProperty(fc.constantFrom(...places), anything, ({ entry, path }, wrong) =>
    expectRefusedOrFinite(entry, path, wrong),
  );
  await fc.assert(property, { numRuns: random });
}

/** Objects that are data rather than options: a name more in them is nobody's mistake. */
function isData(value: object): boolean {
  return ('values' in value && 'shape' in value) || 'hash' in value || isTarget(value);
}

/** Sees to it that every object of options in the arguments refuses a name that it does not know, by that name. */
export async function expectUnknownKeysRefused(entries: readonly Entry[]): Promise<void> {
  for (const { entry, path } of placesOf(entries)) {
    const object = at(entry.args, path);
    if (!isObject(object) || isData(object)) continue;
    const call = () =>
      (entry.call as (...args: unknown[]) => unknown)(...(replaced(entry.args, [...path, 'zzz'], 1) as unknown[]));
    const what = `${entry.name} at ${path.join('.')}`;
    let refused: unknown;
    try {
      await call();
    } catch (error) {
      refused = error;
    }
    expect(refused, what).toBeInstanceOf(ArgumentError);
    expect((refused as ArgumentError).argument, what).toMatch(/(^|\.)zzz$/);
  }
}
