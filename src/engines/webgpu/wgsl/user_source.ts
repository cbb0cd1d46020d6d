import { ArgumentError } from '../../../errors.ts';
import { declarations, renamed } from './rename.ts';
import { lineBreak, type Token, tokens } from './tokens.ts';

/** The function that a user's source must define. */
export function scoreSignature(dimension: number): string {
  return `fn score(x: array<f32, ${dimension}>, sigma: f32) -> array<f32, ${dimension}>`;
}

/**
 * A user's WGSL as a part of our modules: every name that it declares at module scope with `prefix` before it, so that none
 * is one of ours, and every line where it was. Names that begin with the prefix already get it once more, lest a variable be
 * called what a function is now called; so no name of WGSL's own may begin with it. Compile the source alone first (see
 * aloneModule): only there can names that it uses without declaring them be distinguished from ours.
 * @throws ArgumentError for what a module can have but once or only we can give: directives, bindings, entry points,
 * overrides, variables that invocations share, barriers.
 */
export function userSource(
  text: string,
  { dimension, prefix }: { readonly dimension: number; readonly prefix: string },
): string {
  if (typeof text !== 'string') throw new ArgumentError('score.wgsl', text, 'a text in WGSL');
  const all = tokens(text);
  requireBalance(text, all);
  requireNoneOfOurs(text, all);
  requireScore(text, dimension);
  const names = [
    ...declarations(text).map(({ name }) => name),
    ...all.flatMap(({ kind, text }) => (kind === 'name' && text.startsWith(prefix) ? [text] : [])),
  ];
  return renamed(text, new Map(names.map((name) => [name, prefix + name])));
}

const ours = 'free of directives, bindings, entry points, overrides and anything that invocations share';
const instead = 'Scorefield calls score() from kernels of its own; give it constants and functions.';

const refusedWords = new Set([
  ...['enable', 'requires', 'diagnostic', 'override'],
  // They would have to be reached by all invocations, which ours do not.
  ...['workgroupBarrier', 'storageBarrier', 'textureBarrier', 'workgroupUniformLoad'],
]);
// Of those that WGSL has, all others belong to bindings, overrides and entry points.
const allowedAttributes = new Set(['align', 'size', 'must_use', 'diagnostic']);
const ownSpaces = new Set(['private', 'function']);

function requireNoneOfOurs(text: string, all: readonly Token[]): void {
  const refuse = (word: string, at: number) => {
    throw new ArgumentError('score.wgsl', `${word} in line ${lineAt(text, at)}`, ours, instead);
  };
  all.forEach((token, i) => {
    const before = all[i - 1];
    if (token.kind === 'name' && refusedWords.has(token.text)) refuse(token.text, token.start);
    if (token.kind === 'attribute' && before?.text === '@' && !allowedAttributes.has(token.text)) {
      refuse(`@${token.text}`, before.start);
    }
  });
  for (const { keyword, name, space, start } of declarations(text)) {
    if (keyword !== 'var' || (space !== undefined && ownSpaces.has(space))) continue;
    refuse(space === undefined ? `var ${name}` : `var<${space}> ${name}`, start);
  }
}

function requireScore(text: string, dimension: number): void {
  const declared = declarations(text);
  // Our own call of score() needs these two as WGSL means them.
  const hidden = declared.find(({ name }) => name === 'f32' || name === 'array');
  if (hidden) {
    const given = `${hidden.keyword} ${hidden.name} in line ${lineAt(text, hidden.start)}`;
    throw new ArgumentError('score.wgsl', given, 'free of declarations called f32 or array', 'Give it another name.');
  }
  if (declared.some(({ keyword, name }) => keyword === 'fn' && name === 'score')) return;
  const other = declared.find(({ name }) => name === 'score');
  const given = other
    ? `${other.keyword} score in line ${lineAt(text, other.start)}`
    : `${declared.length > 0 ? declared.map(({ name }) => name).join(', ') : 'nothing'} declared, and no fn score`;
  throw new ArgumentError('score.wgsl', given, `a text that defines ${scoreSignature(dimension)}`);
}

const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** Refuses a text whose end is not the end of a declaration: what we put after it would be taken for its rest. */
function requireBalance(text: string, all: readonly Token[]): void {
  const refuse = ({ text: word, start }: Token, allowed: string) => {
    throw new ArgumentError('score.wgsl', `${word} in line ${lineAt(text, start)}`, allowed);
  };
  const open: Token[] = [];
  for (const token of all) {
    if (Object.hasOwn(closing, token.text)) open.push(token);
    if (!Object.values(closing).includes(token.text)) continue;
    const opening = open.pop();
    if (!opening || closing[opening.text] !== token.text) refuse(token, 'closed by what it was opened by');
  }
  if (open.length > 0) refuse(open.at(-1)!, 'closed by what it was opened by');
  const last = all.at(-1);
  if (last && last.text !== '}' && last.text !== ';') refuse(last, 'whole: its last declaration ends in } or ;');
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split(lineBreak).length;
}
