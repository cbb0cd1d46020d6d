import { type Advice, advise, type DataScale } from '../../advisor.ts';
import { dataConcerns, noiseConcerns } from '../../concerns/index.ts';
import { geometric } from '../../noise.ts';
import { printable } from '../../quoted.ts';
import { type Standardisation, standardisation, standardised } from '../../transform.ts';
import type { Command } from '../command.ts';
import { loadPoints, summaryOfSource } from '../files/load.ts';
import { adviseHelp, parseAdviseArguments } from '../options/advise.ts';
import type { Source } from '../options/source.ts';
import { optionsAlone } from '../options/words.ts';
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
    const known = 'largestDistance' in about ? undefined : await learned(about, standardise);
    const data = known ? known.data : (about as DataScale);
    const advice = advise(data, options);
    const { from, to, levels } = advice;
    const concerns = known
      ? [...known.concerns, ...noiseConcerns(known.data, geometric({ from, to, levels }), { names: known.names })]
      : [];
    const what = known ? summaryOfSource(about as Source, known.loaded) : about;
    const result = { about: what, ...(standardise && { standardise }), ...advice, concerns };
    const notes = [...(known?.loaded.notes ?? []), ...concerns.map(({ message }) => `note: ${message}`)];
    const before = notes.map((note) => `${printable(optionsAlone(note))}\n`).join('');
    process.stdout.write(json ? jsonText(result) : `${before}${before && '\n'}${inWords(advice, standardise)}`);
  },
};

/** Points as a network is to learn them, and what to know of them. */
async function learned(source: Source, how: Standardisation | undefined) {
  const loaded = await loadPoints(source, { count: 4096, seed: 0 });
  const given = loaded.points;
  const { names } = loaded;
  const data = how ? standardised(given, standardisation(given, how)) : given;
  return { loaded, data, names, concerns: dataConcerns(given, { names, standardise: how }) };
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
