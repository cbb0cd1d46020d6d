import { FileError } from './file_error.ts';

/** What the header of a safetensors file says of one tensor. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** First byte, and the byte behind the last, counted from the end of the header. */
  readonly from: number;
  readonly to: number;
}

/**
 * Parses the JSON header by its own grammar, { name: { dtype, shape, data_offsets }, …, "__metadata__": { key: text } },
 * so that a hostile one costs no more than its length: nothing else is nested, no name occurs twice, and what is wrong
 * is found where it stands.
 * @throws FileError
 */
export function parseSafetensorsHeader(text: string): { entries: TensorEntry[]; metadata: Map<string, string> } {
  let at = 0;

  const fail = (problem: string): never => {
    throw new FileError('safetensors', `header, character ${at}`, problem);
  };
  const takeMark = (mark: string): boolean => {
    while (' \t\n\r'.includes(text[at] ?? 'end')) at++;
    if (text[at] !== mark) return false;
    at++;
    return true;
  };
  const needMark = (mark: string): void => {
    if (!takeMark(mark)) fail(`the header needs a ${mark} here`);
  };
  const string = (): string => {
    needMark('"');
    const start = at;
    while (text[at] !== '"') {
      if (at >= text.length) fail('a string is never closed');
      at += text[at] === '\\' ? 2 : 1;
    }
    at++;
    try {
      return JSON.parse(text.slice(start - 1, at)) as string;
    } catch {
      return fail('the string that ends here is not valid JSON');
    }
  };
  const size = (): number => {
    const digits = /[ \t\n\r]*(0|[1-9][0-9]{0,15})/y;
    digits.lastIndex = at;
    const found = digits.exec(text);
    if (!found) return fail('an integer of at most 16 digits must stand here');
    at = digits.lastIndex;
    return Number(found[1]);
  };
  /** Items between marks, with commas between them. */
  const list = (open: string, close: string, item: () => void): void => {
    needMark(open);
    if (takeMark(close)) return;
    do item();
    while (takeMark(','));
    needMark(close);
  };
  const sizes = (): number[] => {
    const items: number[] = [];
    list('[', ']', () => items.push(size()));
    return items;
  };
  const entry = (name: string): TensorEntry => {
    const found: { dtype?: string; shape?: number[]; data_offsets?: number[] } = {};
    list('{', '}', () => {
      const key = string();
      needMark(':');
      if (Object.hasOwn(found, key)) fail(`"${key}" occurs twice`);
      if (key === 'dtype') found.dtype = string();
      else if (key === 'shape') found.shape = sizes();
      else if (key === 'data_offsets') found.data_offsets = sizes();
      else fail('a tensor has dtype, shape and data_offsets, and nothing else');
    });
    const { dtype, shape, data_offsets: offsets } = found;
    if (dtype === undefined || shape === undefined || offsets?.length !== 2)
      return fail('a tensor must have dtype, shape and two data_offsets');
    return { name, dtype, shape, from: offsets[0]!, to: offsets[1]! };
  };

  const entries = new Map<string, TensorEntry>();
  let metadata: Map<string, string> | undefined;
  list('{', '}', () => {
    const name = string();
    needMark(':');
    if (entries.has(name) || (name === '__metadata__' && metadata)) fail('a name occurs twice');
    if (name !== '__metadata__') {
      entries.set(name, entry(name));
      return;
    }
    const texts = new Map<string, string>();
    list('{', '}', () => {
      const key = string();
      needMark(':');
      if (texts.has(key)) fail('a key of the metadata occurs twice');
      texts.set(key, string());
    });
    metadata = texts;
  });
  if (/[^ \t\n\r]/.test(text.slice(at))) fail('something follows the header');
  return { entries: [...entries.values()], metadata: metadata ?? new Map() };
}
