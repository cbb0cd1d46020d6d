import { lineBreak, tokens } from './tokens.ts';
import { scoreSignature } from './user_source.ts';

/**
 * A user's source as a module of its own: unchanged from its first line on, and after its last line an entry point that
 * calls score(). Compiled by itself, it shows every fault in the user's own lines, names that are declared nowhere included.
 */
export function aloneModule(text: string, dimension: number): string {
  const used = new Set(tokens(text).map(({ text }) => text));
  const fresh = (name: string): string => (used.has(name) ? fresh(`${name}_`) : name);
  const type = `array<f32, ${dimension}>`;
  const call = `var ${fresh('result')}: ${type} = score(${type}(), 1.0f);`;
  const entry = `@compute @workgroup_size(1) fn ${fresh('call_score')}() { ${call} }\n`;
  return text + (linesOf(text).closed ? '' : '\n') + entry;
}

/** What a user sees of a GPUCompilationMessage; lines and columns count from 1, and are 0 where there is none. */
export type Message = Pick<GPUCompilationMessage, 'lineNum' | 'linePos' | 'message' | 'type'>;

/** What the compiler says of aloneModule(text, dimension), each message with the line that it means and a caret below. */
export function userMessages(info: readonly Message[], text: string, dimension: number): string {
  const { lines } = linesOf(text);
  const own = info.filter(({ lineNum }) => lineNum <= lines.length);
  const reported = own.map(({ lineNum, linePos, message, type }) => {
    const said = type === 'error' ? message : `${type}: ${message}`;
    const line = lines[lineNum - 1];
    if (line === undefined) return said;
    if (linePos < 1) return `line ${lineNum}: ${said}\n  ${line}`;
    // Tabs stay tabs, so that the caret stands where its character does.
    const indent = line.slice(0, linePos - 1).replace(/[^\t]/gu, ' ');
    return `line ${lineNum}, column ${linePos}: ${said}\n  ${line}\n  ${indent}^`;
  });
  const call = info.find(({ lineNum, type }) => lineNum > lines.length && type === 'error');
  const wanted = call && `score must be defined as ${scoreSignature(dimension)} (the compiler says: ${call.message}).`;
  return [...reported, ...(wanted ? [wanted] : [])].join('\n');
}

/** The lines of a text, and whether the last of them is closed by a line break. */
function linesOf(text: string): { lines: string[]; closed: boolean } {
  const lines = text.split(new RegExp(lineBreak, 'g'));
  const closed = lines.at(-1) === '';
  return { lines: closed ? lines.slice(0, -1) : lines, closed };
}
