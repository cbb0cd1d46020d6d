import { cutAt } from './rename.ts';
import { type Token, tokens } from './tokens.ts';

/** WGSL sources by name: the path below shaders/, without its ending. */
const files = import.meta.glob<string>('../../../../shaders/**/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});
// A page that has its engine in a worker uses none of them, and its bundler may leave them out.
const sources = /* @__PURE__ */ byName(files);

function byName(texts: typeof files): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path.replace(/^.*shaders\/|\.wgsl$/g, ''), text]),
  );
}

/** Values that a shader needs as constants: whole numbers for array lengths and unrolled loops, else WGSL literals. */
export type Constants = Readonly<Record<string, number | string>>;

/** The WGSL literal of a number in float32. */
export function float(value: number): string {
  return `${Math.fround(value)}f`;
}

export function source(name: string): string {
  const text = sources[name];
  if (text === undefined) throw new Error(`no shader named ${name}`);
  return text;
}

/** A shader file by its name, or WGSL of a user's own, whose loops are left as they are and whose lines need not be known. */
export type Part = string | { readonly text: string };

/** Joins shader files into one module, constants first. Loops marked `// unroll` are written out. */
export function compose(parts: readonly Part[], constants: Constants = {}): string {
  const declarations = Object.entries(constants).map(
    ([name, value]) => `const ${name} = ${typeof value === 'number' ? `${value}u` : value};\n`,
  );
  const names = parts.filter((part) => typeof part === 'string');
  const own = parts.flatMap((part) => (typeof part === 'string' ? [] : [`${part.text}\n`]));
  const text = names.map(source).join('\n');
  // WGSL wants directives before all else.
  const directives = [...new Set(text.match(directive))].join('');
  return directives + declarations.join('') + unroll(text.replace(directive, ''), constants) + own.join('');
}

const directive = /^enable \w+;\n/gm;

const markedLoop = /for \(var (\w+) = (\d+)u; \1 < ([\w.]+); \1\+\+\) \{ \/\/ unroll(?: if (\w+))?\n/y;

/**
 * Writes out every loop whose first line ends in `// unroll`, with the counter replaced by its values. The sources are
 * valid WGSL without it; but neither Tint nor naga unrolls, and an array that is indexed by a counter stays in memory
 * where one that is indexed by constants lies in registers. One marked `// unroll if NAME` is written out NAME times where
 * that is a constant, and else left as it is.
 */
export function unroll(text: string, constants: Constants): string {
  const marked = text.replace(/ \/\/ unroll if (\w+)(?=\n)/g, (mark, name) =>
    constants[name] === undefined ? '' : mark,
  );
  return unrollMarked(marked, constants);
}

function unrollMarked(text: string, constants: Constants): string {
  const all = tokens(text);
  let result = '';
  let at = 0;
  all.forEach(({ kind, text: word, start }, i) => {
    if (kind !== 'name' || word !== 'for' || start < at) return;
    markedLoop.lastIndex = start;
    const loop = markedLoop.exec(text);
    if (!loop) return;
    const [line, counter, first, bound, condition] = loop as unknown as [string, string, string, string, string?];
    const end = /^\d+u$/.test(bound) ? Number.parseInt(bound, 10) : constants[condition ?? bound];
    if (typeof end !== 'number') throw new Error(`a loop to unroll is bounded by ${bound}, which is no constant`);
    const inside = start + line.length;
    const close = closingBrace(all, i);
    // The loops inside first: each is then written out once, and their counters cannot be mistaken for this one.
    const parts = cutAt(unrollMarked(text.slice(inside, close.start), constants), counter);
    if (parts.slice(0, -1).some((part) => /\b(?:var|let|const)\s+$/.test(part))) {
      throw new Error(`a loop to unroll declares its counter ${counter} again`);
    }
    const copies: string[] = [];
    for (let value = Number(first); value < end; value++) copies.push(`{\n${parts.join(`${value}u`)}}`);
    result += text.slice(at, start) + copies.join('\n');
    at = close.end;
  });
  return result + text.slice(at);
}

/** The brace that closes the first block after a token. */
function closingBrace(all: readonly Token[], from: number): Token {
  let depth = 0;
  for (let i = from; i < all.length; i++) {
    if (all[i]!.text === '{') depth++;
    if (all[i]!.text === '}' && --depth === 0) return all[i]!;
  }
  throw new Error('a loop to unroll is not closed');
}
