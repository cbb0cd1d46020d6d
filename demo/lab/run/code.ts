import { dataLines } from './code_data.ts';
import { samplingLines } from './code_sampling.ts';
import { trainingLines } from './code_training.ts';
import { type Calls, code, createCalls, written } from './javascript.ts';
import type { Recorded } from './record.ts';

/**
 * A run as a program for Node.js on the library: it makes the same data, trains the same network and takes particles by the same
 * numbers, so that on the same engine it ends with the same digits. What has its default is left out.
 */
export function codeOf(run: Recorded): string {
  const calls = createCalls();
  const { engine, model } = run;
  const choice = { prefer: engine, tuning: engine === 'webgpu' ? false : undefined };
  const body = [
    ...(model === undefined || followsExact(run) ? [...dataLines(run, calls), ''] : []),
    `const engine = await ${written(calls.call('createEngine', choice))};`,
    ...(model === undefined ? trainingLines(run, calls) : modelLines(model, calls)),
    '',
    ...samplingLines(run, calls),
    'engine.dispose();',
  ];
  const reads = body.some((line) => line.includes('await readFile('));
  return `${[
    '// In a file run.mjs: npm install scorefield && node run.mjs',
    ...(reads ? ["import { readFile } from 'node:fs/promises';"] : []),
    importOf(calls.names),
    '',
    ...body,
  ].join('\n')}\n`;
}

/** Widest line of the import. */
const width = 88;

/** As many names on a line as there is room for. */
function importOf(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const line = lines.at(-1);
    if (line === undefined || line.length + name.length > width) lines.push(name);
    else lines.push(`${lines.pop()}, ${name}`);
  }
  const [first] = lines;
  if (lines.length < 2) return `import { ${first} } from 'scorefield';`;
  return `import {\n${lines.map((line) => `  ${line},\n`).join('')}} from 'scorefield';`;
}

function followsExact({ settings: { score, beside, besideScore } }: Recorded): boolean {
  return score === 'exact' || (beside !== 'none' && besideScore === 'exact');
}

function modelLines(model: string, { call }: Calls): string[] {
  return [`const model = ${written(call('readModel', code(`await readFile(${written(model)})`)))};`];
}
