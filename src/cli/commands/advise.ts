import { type Advice, advise } from '../../advisor.ts';
import type { Points } from '../../points.ts';
import { type Standardisation, standardisation, standardised } from '../../transform.ts';
import type { Command } from '../command.ts';
import { loadPoints } from '../files/load.ts';
import { adviseHelp, parseAdviseArguments } from '../options/advise.ts';
import type { Source } from '../options/source.ts';
import { textTable } from '../terminal/text_table.ts';

export const adviseCommand: Command = {
  summary: 'say which noise levels and Langevin steps suit your data',
  async run(args) {
    const request = parseAdviseArguments(args);
    if (!request) {
      process.stdout.write(adviseHelp);
      return;
    }
    // No handler for Ctrl-C, whose ordinary effect is at once: there is nothing to leave behind.
    const { about, standardise, options, json } = request;
    const data = 'largestDistance' in about ? about : await learned(about, standardise);
    const advice = advise(data, options);
    const result = { about, ...(standardise && { standardise }), ...advice };
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : inWords(advice, standardise));
  },
};

/** Points as a network is to learn them. */
async function learned(source: Source, how: Standardisation | undefined): Promise<Points> {
  const points = await loadPoints(source, { count: 4096, seed: 0 });
  return how ? standardised(points, standardisation(points, how)) : points;
}

function inWords(
  { from, to, levels, stepsPerLevel, epsilon, reasons }: Advice,
  standardise: Standardisation | undefined,
): string {
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
    `train  ${standardise ? `--standardise ${standardise} ` : ''}--sigmas ${short(from)},${short(to)},${levels}`,
    `sample --method langevin --steps-per-level ${stepsPerLevel} --epsilon ${short(epsilon)}`,
  ];
  return `${table}\nWhy:\n${why.join('')}\nOptions:\n${options.map((option) => `  ${option}\n`).join('')}`;
}
