import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PathError } from '../../src/cli/exit.ts';
import { beginDigest } from '../../src/cli/parts/digest.ts';
import { noteOfOthers } from '../../src/cli/parts/others.ts';
import { fileOf } from '../../src/cli/parts/part.ts';
import { checkedState, finishRun, partsOf, writeRecord } from '../../src/cli/parts/records.ts';
import { claimRun, readRun } from '../../src/cli/parts/run.ts';
import type { PartsSettings } from '../../src/cli/parts/settings.ts';

const settings: PartsSettings = {
  ...{ particles: 8, dimension: 1, kind: 'float32', coordinates: {}, rounded: [], parts: 2, format: 'csv' },
  ...{ source: { target: 'tutorial', dimension: 1 }, sampling: { seed: 3 } },
};
const run = { version: '0', arguments: [], settings };
const by = {
  version: '0',
  engine: 'cpu',
  adapter: { name: 'CPU', vendor: '', architecture: '', type: 'none' },
} as const;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with all parts of the run. */
async function finished(): Promise<string> {
  const folder = newFolder();
  await claimRun(folder, run, { force: false });
  for (const part of partsOf(settings)) {
    const digest = beginDigest();
    digest.add('x0\n1\n2\n3\n4\n');
    writeFileSync(join(folder, fileOf(part, 'csv')), 'x0\n1\n2\n3\n4\n');
    writeRecord(folder, part, settings, { ...digest.end(), ...by });
  }
  expect(finishRun(folder, settings).missing).toEqual([]);
  return folder;
}

describe('files that would be read as parts', () => {
  test('of an earlier run whose settings are gone are refused, or removed by force', async () => {
    const folder = await finished();
    rmSync(join(folder, '_run'), { recursive: true });
    const other = { ...run, settings: { ...settings, parts: 1 } };
    // Twice: being refused is not to claim the folder.
    for (let i = 0; i < 2; i++)
      await expect(claimRun(folder, other, { force: false })).rejects.toThrow(
        'part-00000-of-00002.csv, part-00001-of-00002.csv; give another folder, or --force to remove them',
      );
    await claimRun(folder, other, { force: true });
    expect(readdirSync(folder)).toEqual(['_run']);
    expect(readRun(folder, 'FOLDER').settings.parts).toBe(1);
  });

  test('of something else are refused, and not removed; other files are in nobody’s way', async () => {
    const folder = newFolder();
    for (const name of ['notes.txt', 'points.csv', '_points.csv', 'points.npy']) writeFileSync(join(folder, name), '');
    for (const force of [false, true])
      await expect(claimRun(folder, run, { force })).rejects.toThrow(/as one table: points\.csv; give another folder/);
    rmSync(join(folder, 'points.csv'));
    await claimRun(folder, run, { force: false });
    expect(readdirSync(folder).sort()).toEqual(['_points.csv', '_run', 'notes.txt', 'points.npy']);
  });

  test('are told of where they come later', async () => {
    const folder = await finished();
    expect(noteOfOthers(folder, settings)).toEqual([]);
    for (const name of ['a.csv', 'b.CSV', 'part-00000-of-00009.csv', 'part-00002-of-00002.csv'])
      writeFileSync(join(folder, name), '');
    await claimRun(folder, run, { force: false });
    expect(noteOfOthers(folder, settings)).toEqual([
      expect.stringMatching(/: a\.csv, b\.CSV, part-00000-of-00009\.csv and 1 more$/),
    ]);
  });
});

describe('_SUCCESS', () => {
  test('goes where a part is missing, and comes back with it', async () => {
    const folder = await finished();
    const success = join(folder, '_SUCCESS');
    const part = join(folder, 'part-00001-of-00002.csv');
    rmSync(part);
    expect(finishRun(folder, settings).missing).toEqual([1]);
    expect(existsSync(success)).toBe(false);
    writeFileSync(part, 'x0\n1\n2\n3\n4\n');
    expect(finishRun(folder, settings).missing).toEqual([]);
    expect(existsSync(success)).toBe(true);
  });

  test('and the manifest are left alone where they are right, as in a folder that cannot be written', async () => {
    const folder = await finished();
    const files = [join(folder, '_SUCCESS'), join(folder, '_run', 'manifest.json')];
    for (const file of files) utimesSync(file, 1000, 1000);
    finishRun(folder, settings);
    for (const file of files) expect(statSync(file).mtimeMs).toBe(1e6);
  });
});

test('a part that cannot be read is named', async () => {
  const folder = await finished();
  const [part] = partsOf(settings);
  const file = join(folder, fileOf(part!, 'csv'));
  const { signal } = new AbortController();
  // Permissions do not stop root, so a folder takes its place, of the size that the record tells.
  rmSync(file);
  mkdirSync(file);
  const digest = { bytes: statSync(file).size, sha256: '' };
  writeRecord(folder, part!, settings, { ...digest, ...by });
  const found = checkedState(folder, part!, settings, { option: 'FOLDER', signal });
  await expect(found).rejects.toThrow(PathError);
  await expect(found).rejects.toThrow(/^FOLDER: cannot read ".*part-00000-of-00002\.csv": EISDIR/);
});

test('a file in the place of a folder is called a file', () => {
  const file = join(newFolder(), 'samples.csv');
  writeFileSync(file, '');
  expect(() => readRun(file, 'FOLDER')).toThrow(`FOLDER: "${file}" is a file; it must be a folder of parts`);
});
