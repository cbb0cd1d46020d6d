import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tuningFile } from '../../src/cli/files/tuning_file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuning-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what is kept is there for the next program, and nothing else', () => {
  const file = join(folder, 'new', 'tuning.json');
  expect(tuningFile(file).getItem('a')).toBeNull();
  tuningFile(file).setItem('a', 'plain');
  tuningFile(file).setItem('b', 'broadcast');
  expect([tuningFile(file).getItem('a'), tuningFile(file).getItem('b')]).toEqual(['plain', 'broadcast']);
  expect(tuningFile(file).getItem('toString')).toBeNull();
  expect(readdirSync(join(folder, 'new'))).toEqual(['tuning.json']);
});

test.each(['', '{', '[1]', 'null', '{"a":1}'])('a file that holds %j is taken as empty', (text) => {
  const file = join(folder, 'tuning.json');
  writeFileSync(file, text);
  expect(tuningFile(file).getItem('a')).toBeNull();
  tuningFile(file).setItem('a', 'plain');
  expect(tuningFile(file).getItem('a')).toBe('plain');
});

test('where nothing can be written, nothing is kept, and nobody is troubled', () => {
  const file = join(folder, 'tuning.json', 'tuning.json');
  writeFileSync(join(folder, 'tuning.json'), '');
  tuningFile(file).setItem('a', 'plain');
  expect(tuningFile(file).getItem('a')).toBeNull();
});

test.runIf(process.platform === 'linux')(
  'a cache where no folder can be made costs no more than what would be kept',
  () => {
    // Of a folder in /proc the system says that it has no parent.
    const file = join('/proc', 'scorefield', 'tuning.json');
    tuningFile(file).setItem('a', 'plain');
    expect(tuningFile(file).getItem('a')).toBeNull();
  },
);

test('a pipe in its place only costs the measurement', () => {
  const file = join(folder, 'tuning.json');
  execFileSync('mkfifo', [file]);
  expect(tuningFile(file).getItem('a')).toBeNull();
  tuningFile(file).setItem('a', 'plain');
  expect(tuningFile(file).getItem('a')).toBe('plain');
});
