import { type Advice, advise, type DataScale } from '../../advisor.ts';
import type { Points } from '../../points.ts';
import { printable } from '../../quoted.ts';
import { type Standardisation, standardisation, standardised } from '../../transform.ts';
import type { Command } from '../command.ts';
import { loadPoints, summaryOfSource } from '../files/load.ts';
import { adviseHelp, parseAdviseArguments } from '../options/advise.ts';
import type { Source } from '../options/source.ts';
import { jsonText } from '../terminal/json_text.ts';
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
    const loaded = 'largestDistance' in about ? undefined : await loadPoints(about, { count: 4096, seed: 0 });
    const advice = advise(loaded ? learned(loaded.points, standardise) : (about as DataScale), options);
    const what = loaded ? summaryOfSource(about as Source, loaded) : about;
    const result = { about: what, ...(standardise && { standardise }), ...advice };
    const notes = (loaded?.notes ?? []).map((note) => `${printable(note)}\n`).join('');
    process.stdout.write(json ? jsonText(result) : `${notes}${notes && '\n'}${inWords(advice, standardise)}`);
  },
};

/** Points as a network is to learn them. */
function learned(points: Points, how: Standardisation | undefined): Points {
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
