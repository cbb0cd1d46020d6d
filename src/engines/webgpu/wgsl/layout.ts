import { type Token, tokens } from './tokens.ts';

/** Values for the fields of a WGSL struct, by name. */
export type Fields = Readonly<Record<string, number | readonly [number, number]>>;

/** Bytes of the types that a field may have; each is aligned to its own size. */
const widths = { u32: 4, f32: 4, vec2u: 8 } as const;

export interface Field {
  readonly offset: number;
  readonly type: keyof typeof widths;
}

/** Where the fields of a struct lie, in bytes. */
export interface Layout {
  readonly struct: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** Of a binding that holds it. */
  readonly size: number;
}

/**
 * The layout of a struct of u32, f32 and vec2u, read from its WGSL so that the two cannot differ. Whatever else a struct
 * may have is refused: skipped, it would shift the fields after it.
 */
export function layoutOf(text: string, struct: string): Layout {
  const fields = new Map<string, Field>();
  let end = 0;
  for (const [name, ...rest] of declaredFields(tokens(text), struct)) {
    const written = rest.map(({ text }) => text).join('');
    if (name!.kind !== 'field' || rest[0]?.text !== ':') {
      throw new Error(
        `struct ${struct}: cannot lay out ${name!.text}${written}; a field is a name and a type, no more`,
      );
    }
    const type = written.slice(1);
    if (!isKnown(type)) {
      const known = Object.keys(widths).join(', ');
      throw new Error(`struct ${struct}: the field ${name!.text} is of type ${type}; known are ${known}`);
    }
    const width = widths[type];
    const offset = Math.ceil(end / width) * width;
    fields.set(name!.text, { offset, type });
    end = offset + width;
  }
  return { struct, fields, size: Math.ceil(end / 16) * 16 };
}

/** Writes the values of a struct's fields at `base`. All must be there, and be of their types. */
export function writeFields({ struct, fields }: Layout, given: Fields, bytes: DataView, base: number): void {
  for (const name of Object.keys(given)) {
    if (!fields.has(name)) throw new Error(`${struct} has no field ${name}`);
  }
  for (const [name, { offset, type }] of fields) {
    const value = given[name];
    const place = base + offset;
    if (value === undefined) throw new Error(`${struct}.${name} is not set`);
    if (type === 'f32' && typeof value === 'number') bytes.setFloat32(place, value, true);
    else if (type === 'u32' && isWord(value)) bytes.setUint32(place, value, true);
    else if (type === 'vec2u' && Array.isArray(value) && value.length === 2 && value.every(isWord)) {
      value.forEach((word, i) => bytes.setUint32(place + 4 * i, word, true));
    } else throw new Error(`${struct}.${name} is of type ${type}, but is given ${value}`);
  }
}

/** The tokens of each field of a struct, cut at the commas between them; one may follow the last. */
function declaredFields(all: readonly Token[], struct: string): Token[][] {
  const at = all.findIndex(
    ({ text }, i) => text === struct && all[i - 1]?.text === 'struct' && all[i + 1]?.text === '{',
  );
  if (at < 0) throw new Error(`no struct ${struct}`);
  const fields: Token[][] = [[]];
  let depth = 0;
  for (const token of all.slice(at + 2)) {
    if (token.text === '}') return fields.at(-1)!.length > 0 ? fields : fields.slice(0, -1);
    // The commas of a type or an attribute separate nothing.
    if ('<('.includes(token.text)) depth++;
    if ('>)'.includes(token.text)) depth--;
    if (token.text === ',' && depth === 0) fields.push([]);
    else fields.at(-1)!.push(token);
  }
  throw new Error(`struct ${struct} is not closed`);
}

function isKnown(type: string): type is keyof typeof widths {
  return Object.hasOwn(widths, type);
}

/** Whether a value is a u32 as it stands: no other would lie on the device as it was given. */
function isWord(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff;
}
