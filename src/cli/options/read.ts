import { type ParseArgsConfig, parseArgs } from 'node:util';
import { quotedWhole } from '../../quoted.ts';
import { UsageError } from '../exit.ts';

/** What every command takes. */
export const commonOptions = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const commonHelp = `  --json                       print the result as JSON on standard output and nothing else there
  --help                       print this

Exit code: 0 on success, 1 when something failed, 2 on bad usage, 130 after Ctrl-C.
`;

/** Reads the options of a command, and nothing but them. @throws UsageError */
export function readOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: Options,
): OptionValues<Options> {
  return readWords(command, args, options, false).values;
}

type OptionValues<Options extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options }>
>['values'];

/** The same, of a command that also takes words that are no options. @throws UsageError */
export function readWords<const Options extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: Options,
  allowPositionals = true,
): { readonly values: OptionValues<Options>; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: joined(args, options), options, allowPositionals });
  } catch (error) {
    // The rest of Node's message, after its first sentence, is advice on arguments that begin with a dash.
    const reason = String(error instanceof Error ? error.message : error).split(/\.\s|\n/)[0];
    throw new UsageError(`${reason} (see scorefield ${command} --help)`);
  }
}

/**
 * The arguments, with a value that begins with a dash in one word with its option: else `--columns -label` would be two options.
 * What follows with two dashes, and the short form of help, are options still.
 */
function joined(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string[] {
  const words: string[] = [];
  for (const arg of args) {
    const option = words.at(-1) ?? '';
    const takesValue = option.startsWith('--') && options[option.slice(2)]?.type === 'string';
    if (takesValue && /^-[^-]/.test(arg) && arg !== '-h') words.push(`${words.pop()}=${arg}`);
    else words.push(arg);
  }
  return words;
}

/** A value that must be there. */
export function required(option: string, given: string | undefined, what: string): string {
  if (given === undefined || given === '') throw refused(option, given, what);
  return given;
}

/** Decimal digits alone. */
export function integer<Given extends string | undefined>(
  option: string,
  given: Given,
  least: number,
  most: number,
): number | Extract<Given, undefined>;
export function integer(option: string, given: string | undefined, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw refused(option, given, `an integer from ${least} to ${most}`);
}

/** What a number may be: bounds that it may reach, except that it must lie above `above` and below `below`. */
export interface Range {
  readonly above?: number;
  readonly least?: number;
  readonly below?: number;
  readonly most?: number;
}

/** A decimal number such as 0.01 or 1e-4, finite and in a range. */
export function number<Given extends string | undefined>(
  option: string,
  given: Given,
  range?: Range,
): number | Extract<Given, undefined>;
export function number(option: string, given: string | undefined, range: Range = {}): number | undefined {
  if (given === undefined) return undefined;
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(given) ? Number(given) : Number.NaN;
  const { above = -Infinity, least = -Infinity, below = Infinity, most = Infinity } = range;
  if (value > above && value >= least && value < below && value <= most) return value;
  const bounds = [
    'above' in range ? `above ${above}` : '',
    'least' in range ? `of at least ${least}` : '',
    'below' in range ? `below ${below}` : '',
    'most' in range ? `of at most ${most}` : '',
  ].filter((bound) => bound !== '');
  throw refused(option, given, ['a number', bounds.join(' and ')].join(' ').trim());
}

/** One of some names. */
export function oneOf<const Name extends string>(option: string, given: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === given);
  if (found === undefined) throw refused(option, given, `one of ${names.join(', ')}`);
  return found;
}

/** A file to be written, which must say by its name what it will hold. */
export function outputFile(given: string | undefined, endings: readonly string[], more = ''): string {
  const what = `a file name that ends in ${endings.join(' or ')}${more}`;
  const file = required('--out', given, what);
  if (!endings.some((ending) => file.toLowerCase().endsWith(ending))) throw refused('--out', given, what);
  return file;
}

export function refused(option: string, given: string | undefined, allowed: string): UsageError {
  if (given === undefined) return new UsageError(`${option} is missing: it must be ${allowed}`);
  return new UsageError(`${option}: got ${quotedWhole(given)}, but it must be ${allowed}`);
}

/** What stands before the first colon and, if there is one, behind it. */
export function split(given: string): [name: string, argument: string | undefined] {
  const colon = given.indexOf(':');
  return colon < 0 ? [given, undefined] : [given.slice(0, colon), given.slice(colon + 1)];
}
