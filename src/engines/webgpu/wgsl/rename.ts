import { type Token, tokens } from './tokens.ts';

/**
 * Puts other text in the place of names. Members, swizzles, attributes and comments stay as they are, and so do line
 * numbers as long as what is put there has no line breaks.
 */
export function renamed(text: string, names: ReadonlyMap<string, string>): string {
  let result = '';
  let at = 0;
  for (const { kind, text: name, start, end } of tokens(text)) {
    const other = kind === 'name' ? names.get(name) : undefined;
    if (other === undefined) continue;
    result += text.slice(at, start) + other;
    at = end;
  }
  return result + text.slice(at);
}

/** Cuts a text at the places of a name: joined by another it is renamed, many times for one look at its tokens. */
export function cutAt(text: string, name: string): string[] {
  const parts: string[] = [];
  let at = 0;
  for (const token of tokens(text)) {
    if (token.kind !== 'name' || token.text !== name) continue;
    parts.push(text.slice(at, token.start));
    at = token.end;
  }
  return [...parts, text.slice(at)];
}

/** A declaration at module scope. */
export interface Declaration {
  readonly keyword: string;
  readonly name: string;
  /** What the angle brackets of a variable begin with: `storage` of `var<storage, read>`. */
  readonly space?: string;
  /** Index of the keyword in the text. */
  readonly start: number;
}

const declaring = new Set(['fn', 'var', 'let', 'const', 'override', 'struct', 'alias']);

/** The declarations outside all braces, in their order. */
export function declarations(text: string): Declaration[] {
  const found: Declaration[] = [];
  const all = tokens(text);
  let depth = 0;
  all.forEach(({ kind, text: keyword, start }, i) => {
    if (keyword === '{') depth++;
    if (keyword === '}') depth--;
    if (depth !== 0 || kind !== 'name' || !declaring.has(keyword)) return;
    let at = i + 1;
    const space = keyword === 'var' && all[at]?.text === '<' ? (all[at + 1]?.text ?? '') : undefined;
    if (space !== undefined) at = pastBrackets(all, at);
    const name = all[at];
    if (name?.kind === 'name') found.push({ keyword, name: name.text, start, ...(space !== undefined && { space }) });
  });
  return found;
}

/** Index past the angle bracket that closes the one at `at`. */
function pastBrackets(all: readonly Token[], at: number): number {
  let depth = 0;
  for (let i = at; i < all.length; i++) {
    if (all[i]!.text === '<') depth++;
    if (all[i]!.text === '>' && --depth === 0) return i + 1;
  }
  return all.length;
}
