/**
 * What a token is. Words are distinguished by what they may refer to: only a `name` can be a declaration or the use of
 * one (keywords count as names too).
 */
export type TokenKind =
  | 'name'
  /** After a dot: a member or a swizzle. */
  | 'member'
  /** The name of a member in the body of a struct. */
  | 'field'
  /** After an @, and what the parentheses of @builtin, @diagnostic and @interpolate hold. */
  | 'attribute'
  | 'number'
  /** Any other single character. */
  | 'sign';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Index of its first character, and past its last. */
  readonly start: number;
  readonly end: number;
}

/** What ends a line in WGSL, and with it a line comment. */
export const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

const blank = /\p{Pattern_White_Space}+/u.source;
const lineComment = /\/\/[^\n\v\f\r\u0085\u2028\u2029]*/.source;
const blockComment = /(\/\*)/.source;
const word = /([_\p{XID_Start}]\p{XID_Continue}*)/u.source;
const hexadecimal = /0[xX][\da-fA-F]*\.?[\da-fA-F]*(?:[pP][+-]?\d+)?[fhiu]?/.source;
const decimal = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fhiu]?/.source;
const lexeme = [blank, lineComment, blockComment, word, `(${hexadecimal}|${decimal})`, '([^])'].join('|');

// Their parentheses hold words of WGSL's own, which no declaration shadows.
const withOwnWords = new Set(['builtin', 'diagnostic', 'interpolate']);

/** The tokens of a WGSL text without its comments. Any text has tokens, valid or not. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  const next = new RegExp(lexeme, 'uy');
  // Whether the body of a struct comes next, or is open; and whether parentheses with words of WGSL's own are.
  let struct: 'none' | 'ahead' | 'open' = 'none';
  let ownWords = false;
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const [, opening, name, number, sign] = match;
    const start = match.index;
    const end = next.lastIndex;
    const before = found.at(-1);
    if (opening !== undefined) {
      next.lastIndex = endOfBlockComment(text, end);
    } else if (name !== undefined) {
      const kind = ownWords || before?.text === '@' ? 'attribute' : before?.text === '.' ? 'member' : 'name';
      if (kind === 'name' && name === 'struct') struct = 'ahead';
      found.push({ kind, text: name, start, end });
    } else if (number !== undefined) {
      found.push({ kind: 'number', text: number, start, end });
    } else if (sign !== undefined) {
      if (sign === '{' && struct === 'ahead') struct = 'open';
      else if (sign === '}' || sign === ';') struct = 'none';
      else if (sign === '(' && before?.kind === 'attribute') ownWords = withOwnWords.has(before.text);
      else if (sign === ')') ownWords = false;
      else if (sign === ':' && struct === 'open' && before?.kind === 'name') {
        found[found.length - 1] = { ...before, kind: 'field' };
      }
      found.push({ kind: 'sign', text: sign, start, end });
    }
  }
  return found;
}

/** Index past the block comment whose inside begins at `start`; such comments nest. One that is not closed takes all. */
function endOfBlockComment(text: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 1;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return text.length;
}
