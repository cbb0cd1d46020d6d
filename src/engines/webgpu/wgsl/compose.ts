/** WGSL sources by name: the path below shaders/, without its ending. */
const files = import.meta.glob<string>('../../../../shaders/**/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const sources = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*shaders\/|\.wgsl$/g, ''), text]),
);

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

/** Joins shader files into one module, constants first. Loops marked `// unroll` are written out. */
export function compose(names: readonly string[], constants: Constants = {}): string {
  const declarations = Object.entries(constants).map(
    ([name, value]) => `const ${name} = ${typeof value === 'number' ? `${value}u` : value};\n`,
  );
  const text = names.map(source).join('\n');
  // WGSL wants directives before all else.
  const directives = [...new Set(text.match(directive))].join('');
  return directives + declarations.join('') + unroll(text.replace(directive, ''), constants);
}

const directive = /^enable \w+;\n/gm;

const markedLoop = /for \(var (\w+) = (\d+)u; \1 < ([\w.]+); \1\+\+\) \{ \/\/ unroll(?: if (\w+))?\n/;

/**
 * Writes out every loop whose first line ends in `// unroll`, with the counter replaced by its values. The sources are
 * valid WGSL without it; but neither Tint nor naga unrolls, and an array that is indexed by a counter stays in memory
 * where one that is indexed by constants lies in registers. One marked `// unroll if NAME` is written out NAME times where
 * that is a constant, and else left as it is.
 */
export function unroll(text: string, constants: Constants): string {
  const loop = markedLoop.exec(text);
  if (!loop) return text;
  const [line, counter, first, bound, condition] = loop as unknown as [string, string, string, string, string?];
  const start = loop.index + line.length;
  if (condition !== undefined && constants[condition] === undefined) {
    const kept = line.slice(0, line.indexOf(' // unroll'));
    return `${text.slice(0, loop.index)}${kept}\n${unroll(text.slice(start), constants)}`;
  }
  const end = /^\d+u$/.test(bound) ? Number.parseInt(bound, 10) : constants[condition ?? bound];
  if (typeof end !== 'number') throw new Error(`a loop to unroll is bounded by ${bound}, which is no constant`);
  const close = closingBrace(text, start);
  const body = text.slice(start, close);
  const copies: string[] = [];
  for (let value = Number(first); value < end; value++) {
    copies.push(`{\n${body.replace(new RegExp(`\\b${counter}\\b`, 'g'), `${value}u`)}}`);
  }
  return unroll(text.slice(0, loop.index) + copies.join('\n') + text.slice(close + 1), constants);
}

/** Index of the brace that closes the block whose inside begins at `start`. */
function closingBrace(text: string, start: number): number {
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '{') depth++;
    if (text[i] === '}' && --depth === 0) return i;
  }
  throw new Error('a loop to unroll is not closed');
}
