import type { Command } from '../command.ts';
import { describeAdapterShortly, describeEngineShortly } from '../engine_words.ts';
import { gibibytes } from '../memory.ts';
import { commonHelp, commonOptions, readOptions } from '../options/read.ts';
import { exitOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { type Diagnosis, diagnose, type FoundAdapter } from './diagnosis.ts';

const help = `Usage: scorefield doctor [OPTION …]

Says what would compute here and why, what the graphics adapter and WebAssembly can do, whether they compute rightly,
and what to install for more.

Options:
${commonHelp}`;

export const doctor: Command = {
  summary: 'say what would compute here and why, and what to install for more',
  async run(args) {
    const { help: wantsHelp, json } = readOptions('doctor', args, commonOptions);
    if (wantsHelp) {
      process.stdout.write(help);
      return;
    }
    exitOnInterrupt();
    const diagnosis = await diagnose();
    process.stdout.write(json ? jsonText(diagnosis) : inWords(diagnosis));
  },
};

function inWords({ scorefield, node, platform, processors, memory, engine, webgpu, wasm, advice }: Diagnosis): string {
  const lines: [string, string][] = [
    ['scorefield', scorefield],
    ['runs on', `Node.js ${node}, ${platform}, ${processors} processors, ${gibibytes(memory)} of memory`],
    ['engine', describeEngineShortly(engine)],
    ['because', engine.reason],
  ];
  if ('adapter' in webgpu) {
    const { adapter, limits, features, trial } = webgpu;
    lines.push(
      ['adapter', describeAdapterShortly(adapter)],
      ['vendor', [adapter.vendor, adapter.architecture].filter(Boolean).join(', ') || 'not reported'],
      ['limits', Object.entries(limits).map(limitInWords).join('\n')],
      ['features', features.join(', ') || 'none'],
      ['trial', trialInWords(trial)],
    );
    // Why there is none stands under what to do about it.
  } else lines.push(['adapter', 'none']);
  if ('adapter' in wasm) {
    lines.push(['wasm', describeAdapterShortly(wasm.adapter)], ['trial', trialInWords(wasm.trial)]);
  } else lines.push(['wasm', 'none']);
  lines.push(['for more', advice.join('\n') || 'nothing is missing']);
  return lines.map(([name, text]) => `${name.padEnd(10)}  ${text.replaceAll('\n', `\n${' '.repeat(12)}`)}\n`).join('');
}

function trialInWords(trial: FoundAdapter['trial']): string {
  if ('failure' in trial) return `failed: ${trial.failure}`;
  return `a small network gives the scores of the reference to ${trial.largestError.toPrecision(2)}`;
}

function limitInWords([name, value]: [string, number]): string {
  return `${name} ${value}${/BufferSize|BindingSize/.test(name) ? ` (${gibibytes(value)})` : ''}`;
}
