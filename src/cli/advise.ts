import { type Advice, advise } from '../advisor.ts';
import { adviseHelp, parseAdviseArguments } from './advise_options.ts';
import type { Command } from './command.ts';
import { loadPoints } from './data.ts';
import { textTable } from './text_table.ts';

export const adviseCommand: Command = {
  summary: 'say which noise levels and Langevin steps suit your data',
  async run(args) {
    const request = parseAdviseArguments(args);
    if (!request) {
      process.stdout.write(adviseHelp);
      return;
    }
    // No handler for Ctrl-C, whose ordinary effect is at once: there is nothing to leave behind.
    const { about, options, json } = request;
    const data = 'largestDistance' in about ? about : await loadPoints(about, { count: 4096, seed: 0 });
    const advice = advise(data, options);
    process.stdout.write(json ? `${JSON.stringify({ about, ...advice }, null, 2)}\n` : inWords(advice));
  },
};

function inWords({ from, to, levels, stepsPerLevel, epsilon, reasons }: Advice): string {
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  const table = textTable({
    head: ['choose', 'value'],
    rows: [
      ['first noise level', short(from)],
      ['last noise level', short(to)],
      ['levels', String(levels)],
      ['steps per level', String(stepsPerLevel)],
      ['epsilon', short(epsilon)],
    ],
  });
  const why = Object.values(reasons).map((reason) => `- ${reason}\n`);
  const options = [
    `train  --sigmas ${short(from)},${short(to)},${levels}`,
    `sample --steps-per-level ${stepsPerLevel} --epsilon ${short(epsilon)}`,
  ];
  return `${table}\nWhy:\n${why.join('')}\nOptions:\n${options.map((option) => `  ${option}\n`).join('')}`;
}
