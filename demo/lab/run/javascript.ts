/** What can be written as JavaScript. Entries that are undefined are left out. */
export type Written = number | string | boolean | Expression | readonly Written[] | Entries;
export interface Entries {
  readonly [name: string]: Written | undefined;
}

/** A piece of a program, as it stands at a depth of so many spaces. */
export class Expression {
  readonly at: (indent: number) => string;
  constructor(at: (indent: number) => string) {
    this.at = at;
  }
}

export const code = (text: string): Expression => new Expression(() => text);

/** The widest line that is not broken. */
const width = 100;

/** Writes a value; objects that are too wide for a line have a line for each entry. */
export function written(value: Written, indent = 0): string {
  if (value instanceof Expression) return value.at(indent);
  if (isList(value)) return `[${value.map((one) => written(one, indent)).join(', ')}]`;
  if (typeof value === 'object') return object(value, indent);
  return typeof value === 'string' ? text(value) : String(value);
}

/** A value, or nothing where it is the default. */
export function unless<Value>(byDefault: Value, value: Value): Value | undefined {
  return value === byDefault ? undefined : value;
}

/** Calls of functions of the library, and which those are. */
export interface Calls {
  /** A call, without an argument that is an object of nothing but defaults. */
  call(name: string, given?: Written): Expression;
  /** In the order of the alphabet. */
  readonly names: readonly string[];
}

export function createCalls(): Calls {
  const names = new Set<string>();
  return {
    call(name, given = {}) {
      names.add(name);
      return new Expression((indent) => {
        const argument = written(given, indent);
        return `${name}(${argument === '{}' ? '' : argument})`;
      });
    },
    get names() {
      return [...names].sort();
    },
  };
}

function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value);
}

function object(value: Entries, indent: number): string {
  const within = (depth: number): string[] =>
    Object.entries(value).flatMap(([name, one]) => {
      if (one === undefined) return [];
      const shown = written(one, depth);
      return [shown === name ? name : `${name}: ${shown}`];
    });
  const flat = within(indent);
  if (flat.length === 0) return '{}';
  const line = `{ ${flat.join(', ')} }`;
  if (indent + line.length <= width && !line.includes('\n')) return line;
  const space = ' '.repeat(indent);
  return `{\n${within(indent + 2)
    .map((entry) => `${space}  ${entry},\n`)
    .join('')}${space}}`;
}

/** In single quotes, on one line, whatever is in it. */
function text(value: string): string {
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}
