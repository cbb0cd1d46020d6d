import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Report } from '../../src/cli/files/report_content.ts';
import { prepareReport } from '../../src/cli/files/report_files.ts';
import { reportHtmlBeginning } from '../../src/cli/files/report_html.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'scorefield-'));
  folder = join(parent, 'out');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(parent, { recursive: true, force: true });
});

/** A report of two steps whose losses are told apart by a number. */
function reportWith(loss: number): Report {
  const sampler = { particles: 1 };
  const summary = {
    ...{ engine: 'cpu', adapter: {}, seed: 0, steps: 2, recipe: 'tutorial', scoreRmse: 1, losses: [loss, 0.5] },
    ...{ tutorial: sampler, annealed: sampler, oracle: { particles: 2 } },
  };
  return {
    'summary.json': JSON.stringify(summary),
    'losses.csv': `step,loss\n1,${loss}\n2,0.5\n`,
    'samples.csv': Buffer.from('sampler,x\ntutorial,1\nannealed,2\noracle,3\noracle,4\n'),
    'report.html': `${reportHtmlBeginning}and more`,
  };
}

/** What its files hold. */
const textsWith = (loss: number): Record<string, string> =>
  Object.fromEntries(Object.entries(reportWith(loss)).map(([name, content]) => [name, String(content)]));

const contents = (path: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]));

test('a report is replaced by the next one, also where some of its files are missing', () => {
  for (const [loss, missing] of [
    [1, []],
    [2, []],
    [3, ['losses.csv', 'report.html']],
    [4, ['summary.json', 'losses.csv', 'samples.csv', 'report.html']],
  ] as const) {
    for (const name of missing) rmSync(join(folder, name));
    prepareReport(folder, { force: false }).write(reportWith(loss));
    expect(contents(folder)).toEqual(textsWith(loss));
  }
});

test.each([
  ['losses.csv', 'step,loss\n1,1\n2,0.4\n'],
  ['samples.csv', 'sampler,x\ntutorial,1\nannealed,2\noracle,3\n'],
  ['samples.csv', 'x\n1\n2\n3\n4\n'],
  ['report.html', '<!doctype html><title>mine</title>'],
  ['summary.json', '{"mine":1}'],
])('%s that holds %j is nobody else’s to replace', (name, text) => {
  prepareReport(folder, { force: false }).write(reportWith(1));
  writeFileSync(join(folder, name), text);
  const before = contents(folder);
  expect(() => prepareReport(folder, { force: false })).toThrow(
    /^--out: .* exists, and is not of an earlier tutorial; --force replaces it$/,
  );
  expect(contents(folder)).toEqual(before);
  prepareReport(folder, { force: true }).write(reportWith(2));
  expect(contents(folder)).toEqual(textsWith(2));
});

test('a folder in the place of a file is found before any work', () => {
  mkdirSync(join(folder, 'report.html'), { recursive: true });
  for (const force of [false, true])
    expect(() => prepareReport(folder, { force })).toThrow(/^--out: .*report\.html" is there and no file$/);
});

test('where a file appears or the folder goes meanwhile, the whole report is elsewhere', () => {
  vi.stubEnv('TMPDIR', parent);
  const elsewhere = (work: () => void): Record<string, string> => {
    try {
      work();
    } catch (error) {
      const [, path] = /; the report is in "(.+)"$/.exec((error as Error).message) ?? [];
      return contents(path!);
    }
    throw new Error('nothing was refused');
  };
  const first = prepareReport(folder, { force: false });
  writeFileSync(join(folder, 'samples.csv'), 'mine');
  expect(elsewhere(() => first.write(reportWith(1)))).toEqual(textsWith(1));
  expect(contents(folder)).toEqual({ 'samples.csv': 'mine' });
  rmSync(folder, { recursive: true });
  const second = prepareReport(folder, { force: false });
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'no folder');
  expect(elsewhere(() => second.write(reportWith(2)))).toEqual(textsWith(2));
});

test('a pipe in the place of a file is refused, and not read', () => {
  mkdirSync(folder);
  execFileSync('mkfifo', [join(folder, 'summary.json')]);
  expect(() => prepareReport(folder, { force: false })).toThrow(/summary\.json" is there and no file/);
});
