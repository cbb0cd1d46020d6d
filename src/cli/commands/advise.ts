import { type Advice, advise } from '../../advisor.ts';
import { type Concern, dataConcerns, noiseConcerns } from '../../concerns.ts';
import { geometric } from '../../noise.ts';
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
    const { data, concerns } =
      'largestDistance' in about ? { data: about, concerns: [] as Concern[] } : await learned(about, standardise);
    const advice = advise(data, options);
    if (!('largestDistance' in data)) {
      const { from, to, levels } = advice;
      concerns.push(...noiseConcerns(data, geometric({ from, to, levels })));
    }
    for (const { message } of concerns) process.stderr.write(`note: ${message}\n`);
    const result = { about, ...(standardise && { standardise }), ...advice, concerns };
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : inWords(advice, standardise));
  },
};

/** Points as a network is to learn them, and what to know of them. */
async function learned(
  source: Source,
  how: Standardisation | undefined,
): Promise<{ data: Points; concerns: Concern[] }> {
  const given = await loadPoints(source, { count: 4096, seed: 0 });
  const data = how ? standardised(given, standardisation(given, how)) : given;
  return { data, concerns: dataConcerns(given, { standardise: how }) };
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
