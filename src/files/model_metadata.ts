import { ArgumentError } from '../errors.ts';
import type { Network } from '../network.ts';
import { quoted } from '../quoted.ts';
import { FileError } from './file_error.ts';
import type { Tensors } from './safetensors.ts';

const format = 'scorefield';

/**
 * A file needs more to be understood than what a reader of the version before looks at. Version 1 had neither a transform nor the
 * state of a training, version 2 no moments of the data, version 3 a transform in float32 and no coordinates, version 4 no contexts.
 */
const readable = ['1', '2', '3', '4', '5'];

/** What every model file has among its metadata: the first version that has all that the network needs. */
export function signatureOf({ context }: Network): { readonly format: string; readonly version: string } {
  return { format, version: context ? '5' : '4' };
}

/** Longest description of a network, of noise levels or of a training, in characters: room for 65,536 levels of full precision. */
const longestText = 2_000_000;

/** Objects in objects: as deep as the settings of a training go. */
const deepest = 3;

/** Refuses files of others and of later versions. @throws FileError */
export function requireSignature(metadata: Tensors['metadata']): void {
  if (textOf(metadata, 'format') !== format) {
    throw new FileError('model', 'metadata', `its format is not "${format}"`, 'Give a file that writeModel wrote');
  }
  const given = textOf(metadata, 'version');
  if (given === undefined || !readable.includes(given)) {
    const known = `only ${readable.slice(0, -1).join(', ')} and ${readable.at(-1)}`;
    const which = given === undefined ? 'it has no version' : `its version ${quoted(given)} is not known, ${known}`;
    throw new FileError(
      'model',
      'metadata',
      which,
      'Read it by the release of scorefield that wrote it, or a newer one',
    );
  }
}

/** Whether there is a text under this key. */
export function hasText(metadata: Tensors['metadata'], key: string): boolean {
  return textOf(metadata, key) !== undefined;
}

function textOf(metadata: Tensors['metadata'], key: string): string | undefined {
  return Object.hasOwn(metadata, key) ? metadata[key] : undefined;
}

/** One of the JSON texts of the metadata, checked by the same rules as what a program gives. @throws FileError */
export function described<T extends object>(
  key: string,
  metadata: Tensors['metadata'],
  check: (given: Record<string, unknown>) => T,
): T {
  const fail = (problem: string): never => {
    throw new FileError('model', `metadata "${key}"`, problem.length > 300 ? `${problem.slice(0, 300)}…` : problem);
  };
  const text = textOf(metadata, key) ?? fail('it is missing');
  if (text.length > longestText) fail(`it is longer than ${longestText} characters`);
  const given = parsed(text);
  if (!isPlain(given, deepest)) return fail('it is not a JSON object of names, numbers and lists of them');
  try {
    const checked = check(given);
    // Nothing may be passed over that another release would heed, nor filled in that it would not.
    const [found, wanted] = [new Set(pathsOf(given)), new Set(pathsOf(checked))];
    for (const path of found) if (!wanted.has(path)) fail(`it has a key ${quoted(path)}, which does not belong`);
    for (const path of wanted) if (!found.has(path)) fail(`it has no key ${quoted(path)}`);
    return checked;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    return fail(error.message.replace(/\.$/, ''));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it is an object of numbers, texts, lists of either, and such objects, not too deep. */
function isPlain(given: unknown, depth: number): given is Record<string, unknown> {
  if (!isObject(given) || depth === 0) return false;
  return Object.values(given).every((value) => {
    if (Array.isArray(value)) return value.every((item) => typeof item === 'number' || typeof item === 'string');
    return typeof value === 'number' || typeof value === 'string' || isPlain(value, depth - 1);
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names of all fields, those of objects in it with dots between. */
function pathsOf(given: object): string[] {
  return Object.entries(given).flatMap(([key, value]) =>
    isObject(value) ? [key, ...pathsOf(value).map((path) => `${key}.${path}`)] : [key],
  );
}
