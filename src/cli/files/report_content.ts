import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TutorialResult } from '../../tutorial/experiment.ts';
import { reportData } from '../../tutorial/report_data.ts';
import { samplerNames } from '../../tutorial/settings.ts';
import { type Summary, shortest } from '../../tutorial/summary.ts';
import { reportHtml, reportHtmlBeginning } from './report_html.ts';

/** The files of a report, that of its numbers first: by it the others are known for its own. */
export const reportNames = ['summary.json', 'losses.csv', 'samples.csv', 'report.html'] as const;
type Name = (typeof reportNames)[number];
/** The samples may be more than one text can hold. */
export type Report = { readonly [N in Name]: N extends 'samples.csv' ? Uint8Array : string };

export function reportOf(result: TutorialResult, summary: Summary): Report {
  return {
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
    'losses.csv': lossesCsv(result.losses),
    'samples.csv': samplesCsv(result),
    'report.html': reportHtml(reportData(result)),
  };
}

/**
 * Which files of a folder an earlier report left there: a summary with all that a summary has, the very losses that it tells, as many
 * samples as it tells, and a page that begins as ours do. All that is called alike and is not so is somebody else's.
 */
export function ownFiles(folder: string): ReadonlySet<Name> {
  const own = new Set<Name>();
  const summary = summaryIn(textOf(folder, 'summary.json'));
  if (!summary) return own;
  own.add('summary.json');
  if (textOf(folder, 'losses.csv') === lossesCsv(summary.losses)) own.add('losses.csv');
  if (hasSamplesOf(summary, textOf(folder, 'samples.csv'))) own.add('samples.csv');
  if (textOf(folder, 'report.html').startsWith(reportHtmlBeginning)) own.add('report.html');
  return own;
}

/** Empty where there is none, or none that can be read as text: a pipe or a device would be read for ever. */
function textOf(folder: string, name: Name): string {
  try {
    const file = join(folder, name);
    return statSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

function summaryIn(text: string): Summary | undefined {
  try {
    const found: Summary = JSON.parse(text);
    const { engine, adapter, seed, recipe, losses, scoreRmse, steps } = found;
    const isComplete = [engine, adapter, seed, recipe, scoreRmse].every((value) => value !== undefined);
    const samplers = samplerNames.map((name) => found[name].particles);
    return isComplete && losses.length === steps && samplers.every(Number.isInteger) ? found : undefined;
  } catch {
    return undefined;
  }
}

function hasSamplesOf(summary: Summary, text: string): boolean {
  const rows = text.trimEnd().split('\n');
  if (rows[0] !== samplesHead) return false;
  let row = 1;
  for (const name of samplerNames) {
    for (let i = 0; i < summary[name].particles; i++) if (!rows[row++]?.startsWith(`${name},`)) return false;
  }
  return row === rows.length;
}

function lossesCsv(losses: ArrayLike<number>): string {
  return csv(
    'step,loss',
    Array.from(losses, (loss, i) => `${i + 1},${shortest(loss)}`),
  );
}

const samplesHead = 'sampler,x';

/** Samples whose lines are made at a time. */
const linesAtOnce = 2 ** 16;

function samplesCsv({ samplers }: TutorialResult): Uint8Array {
  const parts = [Buffer.from(`${samplesHead}\n`)];
  for (const name of samplerNames) {
    const { values } = samplers[name].samples;
    for (let first = 0; first < values.length; first += linesAtOnce) {
      const lines = Array.from(values.subarray(first, first + linesAtOnce), (x) => `${name},${shortest(x)}\n`);
      parts.push(Buffer.from(lines.join('')));
    }
  }
  return Buffer.concat(parts);
}

function csv(head: string, rows: readonly string[]): string {
  return `${[head, ...rows].join('\n')}\n`;
}
