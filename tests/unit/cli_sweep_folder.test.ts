import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSweep, type SweepDescription } from '../../src/cli/sweep/folder.ts';
import type { RunRecord } from '../../src/cli/sweep/record.ts';

const sweep: SweepDescription = {
  data: { shape: [10, 2], hash: '0123456789abcdef' },
  ...{ holdOut: 0.1, standardise: 'none', seeds: [0, 1], settings: [{ hidden: '8' }] },
};

const record: RunRecord = {
  ...{ run: 12, settings: { hidden: '8' }, seed: 1, status: 'finished', steps: 9, seconds: 1, resumedFrom: 0 },
  ...{ engine: 'cpu', adapter: { name: 'CPU', vendor: '', architecture: '', type: 'none' } },
};

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('is made once, and holds what all who open it keep', () => {
  const out = join(newFolder(), 'deep', 'sweep');
  const [first, second] = [openSweep(out, sweep), openSweep(out, sweep)];
  expect(first.records()).toEqual([]);
  second.keep(record);
  expect(first.records()).toEqual([record]);
  expect(first.model(12)).toBe(join(out, 'runs/00012.safetensors'));
  expect(readdirSync(out).sort()).toEqual(['runs', 'sweep.json']);
  expect(readdirSync(join(out, 'runs'))).toEqual(['00012.json']);
});

test.each([
  ['data', { data: { shape: [10, 2], hash: '0000000000000000' } }],
  ['--holdout', { holdOut: 0.2 }],
  ['--standardise', { standardise: 'columns' }],
  ['--seeds', { seeds: [0] }],
  ['settings: hidden is 8 there, but 8/9 here', { settings: [{ hidden: '8' }, { hidden: '9' }] }],
  ['settings: steps is the default there, but 100 here', { settings: [{ hidden: '8', steps: '100' }] }],
] as const)('of another sweep is refused, and left as it is: other %s', (name, other) => {
  const out = newFolder();
  openSweep(out, sweep);
  const before = readFileSync(join(out, 'sweep.json'), 'utf8');
  expect(() => openSweep(out, { ...sweep, ...other })).toThrow(`holds another sweep, with other ${name}; give another`);
  expect(readFileSync(join(out, 'sweep.json'), 'utf8')).toBe(before);
});

test('of something else is refused where it has files of the same names, and else taken', () => {
  const out = newFolder();
  writeFileSync(join(out, 'slurm-7_0.out'), '');
  mkdirSync(join(out, 'runs'));
  expect(() => openSweep(out, sweep)).toThrow('holds runs, but no sweep; give another folder');
  expect(readdirSync(out).sort()).toEqual(['runs', 'slurm-7_0.out']);
  rmSync(join(out, 'runs'), { recursive: true });
  // Of samples in parts.
  mkdirSync(join(out, '_run'));
  expect(() => openSweep(out, sweep)).toThrow('holds _run, but no sweep; give another folder');
  rmSync(join(out, '_run'), { recursive: true });
  openSweep(out, sweep);
  writeFileSync(join(out, 'sweep.json'), '{');
  expect(() => openSweep(out, sweep)).toThrow('sweep.json is not JSON; give another folder');
});

test('with a record that is broken says which file to remove', () => {
  const out = newFolder();
  const folder = openSweep(out, sweep);
  writeFileSync(join(out, 'runs', '00003.json'), '{ "run"');
  expect(() => folder.records()).toThrow(/00003\.json" is not what a sweep writes; remove it/);
});
