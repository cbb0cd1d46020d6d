import type { Command } from '../command.ts';
import { describeAdapterShortly, describeEngine } from '../engine.ts';
import { gibibytes } from '../memory.ts';
import { commonHelp, commonOptions, readOptions } from '../options/read.ts';
import { exitOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';

const help = `Usage: scorefield doctor [OPTION …]

Says what would compute here and why, what the graphics adapter can do, whether it computes rightly, and what to install
for more.

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

function inWords({ scorefield, node, platform, processors, memory, engine, webgpu, advice }: Diagnosis): string {
  const lines: [string, string][] = [
    ['scorefield', scorefield],
    ['runs on', `Node.js ${node}, ${platform}, ${processors} processors, ${gibibytes(memory)} of memory`],
    ['engine', describeEngine(engine)],
    ['because', engine.reason],
  ];
  if ('adapter' in webgpu) {
    const { adapter, limits, features, trial } = webgpu;
    lines.push(
      ['adapter', describeAdapterShortly(adapter)],
      ['vendor', [adapter.vendor, adapter.architecture].filter(Boolean).join(', ') || 'not reported'],
      ['limits', Object.entries(limits).map(limitInWords).join('\n')],
      ['features', features.join(', ') || 'none'],
      [
        'trial',
        'failure' in trial
          ? `failed: ${trial.failure}`
          : `a small network gives the scores of the CPU engine to ${trial.largestError.toPrecision(2)}`,
      ],
    );
    // Why there is none stands under what to do about it.
  } else lines.push(['adapter', 'none']);
  lines.push(['for more', advice.join('\n') || 'nothing is missing']);
  return lines.map(([name, text]) => `${name.padEnd(10)}  ${text.replaceAll('\n', `\n${' '.repeat(12)}`)}\n`).join('');
}

function limitInWords([name, value]: [string, number]): string {
  return `${name} ${value}${/BufferSize|BindingSize/.test(name) ? ` (${gibibytes(value)})` : ''}`;
}
