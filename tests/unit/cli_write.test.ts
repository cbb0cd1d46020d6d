import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PathError } from '../../src/cli/exit.ts';
import { beginFile, clearAbandoned } from '../../src/cli/files/temporary.ts';
import { prepareFile } from '../../src/cli/files/write.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
  file = join(folder, 'samples.csv');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const keep = { force: false };
const force = { force: true };
const textOf = (path: string): string => readFileSync(path, 'utf8');
const modeOf = (path: string): number => statSync(path).mode & 0o777;
const never = new AbortController().signal;
async function* chunks(...parts: string[]): AsyncGenerator<string> {
  yield* parts;
}

/** What a message says is somewhere else; fails unless there is such a message. */
function elsewhere(work: () => void): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(PathError);
    const [, path] = / is in "(.+)"$/.exec((error as Error).message) ?? [];
    return path!;
  }
  throw new Error('nothing was refused');
}

describe('before any work', () => {
  test('a file that exists, a folder, a name that is too long and a folder that cannot be are refused', () => {
    writeFileSync(file, 'mine');
    mkdirSync(join(folder, 'folder.csv'));
    expect(() => prepareFile(file, keep)).toThrow(/^--out: .*samples\.csv" exists; --force replaces it$/);
    expect(() => prepareFile(join(folder, 'folder.csv'), force)).toThrow(/is there and no file$/);
    // Names have at most 255 bytes.
    expect(() => prepareFile(join(folder, `${'x'.repeat(252)}.csv`), keep)).toThrow(
      /^--out: cannot write .*ENAMETOOLONG/,
    );
    expect(() => prepareFile(join(file, 'new.csv'), keep)).toThrow(/^--out: cannot write /);
    expect(readdirSync(folder).sort()).toEqual(['folder.csv', 'samples.csv']);
  });

  test('a name as long as any can be is none too long for what is written first', () => {
    const long = join(folder, `${'x'.repeat(251)}.csv`);
    prepareFile(long, keep).write('whole');
    expect(textOf(long)).toBe('whole');
    expect(readdirSync(folder)).toEqual([basename(long)]);
  });

  test('a link to nothing counts as a file that is there', () => {
    symlinkSync('nowhere.csv', file);
    expect(() => prepareFile(file, keep)).toThrow(
      /is a link to ".*nowhere\.csv", where nothing is; --force writes it there$/,
    );
    expect(readdirSync(folder)).toEqual(['samples.csv']);
  });
});

describe('a file that appears meanwhile is left alone, and the content is in another', () => {
  test('written at one go', () => {
    const output = prepareFile(file, keep);
    writeFileSync(file, 'mine');
    const beside = elsewhere(() => output.write('ours'));
    expect([dirname(beside), textOf(beside), textOf(file)]).toEqual([folder, 'ours', 'mine']);
    // The next checkpoint replaces that, and nothing else.
    expect(elsewhere(() => output.writeLast('later'))).toBe(beside);
    expect([textOf(beside), textOf(file)]).toEqual(['later', 'mine']);
    expect(readdirSync(folder).sort()).toEqual([basename(beside), 'samples.csv'].sort());
  });

  test('written in chunks, also where the other name is taken', async () => {
    const output = prepareFile(file, keep);
    writeFileSync(file, 'mine');
    writeFileSync(join(folder, `samples.${process.pid}.csv`), 'mine, too');
    const failure = await output.writeChunks(chunks('a', 'b'), never).catch((error) => error);
    const beside = elsewhere(() => {
      throw failure;
    });
    expect(textOf(beside)).toBe('ab');
    expect([textOf(file), textOf(join(folder, `samples.${process.pid}.csv`))]).toEqual(['mine', 'mine, too']);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test('but what we wrote ourselves is replaced, and with --force all is', () => {
    const output = prepareFile(file, keep);
    output.write('first');
    output.write('second');
    expect(textOf(file)).toBe('second');
    const forced = prepareFile(file, force);
    writeFileSync(file, 'theirs');
    forced.write('third');
    expect(textOf(file)).toBe('third');
  });
});

describe('--force', () => {
  test('writes through a link to what it leads to, and keeps the mode of that', () => {
    const target = join(folder, 'secret.csv');
    writeFileSync(target, 'old');
    chmodSync(target, 0o600);
    mkdirSync(join(folder, 'links'));
    const link = join(folder, 'links', 'samples.csv');
    symlinkSync('../secret.csv', link);
    prepareFile(link, force).write('new');
    expect(readlinkSync(link)).toBe('../secret.csv');
    expect([textOf(target), modeOf(target)]).toEqual(['new', 0o600]);
    expect(lstatSync(target).isFile()).toBe(true);
    expect(readdirSync(join(folder, 'links'))).toEqual(['samples.csv']);
  });

  test('writes to where a link leads although nothing is there', () => {
    symlinkSync(join(folder, 'new', 'samples.csv'), file);
    prepareFile(file, force).write('new');
    expect(textOf(join(folder, 'new', 'samples.csv'))).toBe('new');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
  });

  test('a new file has the mode that new files have', () => {
    const other = join(folder, 'other');
    writeFileSync(other, '');
    prepareFile(file, keep).write('new');
    expect(modeOf(file)).toBe(modeOf(other));
  });
});

describe('where the folder is gone for good', () => {
  let gone: string;
  let output: ReturnType<typeof prepareFile>;
  beforeEach(() => {
    gone = join(folder, 'gone');
    output = prepareFile(join(gone, 'samples.csv'), keep);
    rmSync(gone, { recursive: true });
    writeFileSync(gone, 'no folder');
  });

  test('what is written last goes to the folder for temporary files', () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    vi.stubEnv('TMPDIR', other);
    const found = elsewhere(() => output.writeLast('whole'));
    expect([dirname(found), textOf(found)]).toEqual([other, 'whole']);
    expect(readdirSync(other)).toEqual([basename(found)]);
  });

  test('what may be tried again is not written, and then is', () => {
    expect(() => output.write('whole')).toThrow(/^--out: cannot write [^;]*$/);
    rmSync(gone);
    output.write('whole');
    expect(textOf(join(gone, 'samples.csv'))).toBe('whole');
  });
});

describe('a temporary file', () => {
  const nameFor = (id: number): string => {
    const unfinished = beginFile(folder, 'samples.csv');
    unfinished.discard();
    return basename(unfinished.path).replace(`-${process.pid}-`, `-${id}-`);
  };
  const dead = spawnSync(process.execPath, ['--version']).pid;

  test('of a dead process goes when the file is written again, one of a live process or another machine stays', () => {
    const [left, live, elsewhere] = [
      nameFor(dead),
      nameFor(process.ppid),
      nameFor(dead).replace(/csv\..{12}/, `csv.${'0'.repeat(12)}`),
    ];
    const own = beginFile(folder, 'samples.csv');
    const others = [nameFor(dead).replace('samples', 'other'), `.samples.csv.${dead}.tmp`, '.samples.csv.backup'];
    for (const name of [left, live, elsewhere, ...others]) writeFileSync(join(folder, name), 'part');
    clearAbandoned(folder, 'samples.csv');
    expect(readdirSync(folder).sort()).toEqual([live, elsewhere, basename(own.path), ...others].sort());
    // Or of any file.
    clearAbandoned(folder);
    expect(readdirSync(folder).sort()).toEqual([live, elsewhere, basename(own.path), ...others.slice(1)].sort());
    own.discard();
    expect(readdirSync(folder)).not.toContain(basename(own.path));
  });

  test('of an earlier process of our own number goes, as in a container that starts again', () => {
    const name = nameFor(process.pid);
    writeFileSync(join(folder, name), 'part');
    prepareFile(file, keep);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('has a name that cannot be known beforehand, and is read by nobody who may not read what it replaces', () => {
    const [first, second] = [beginFile(folder, 'samples.csv'), beginFile(folder, 'samples.csv')];
    expect(first.path).not.toBe(second.path);
    writeFileSync(file, '');
    chmodSync(file, 0o640);
    const third = beginFile(folder, 'samples.csv', statSync(file));
    expect(modeOf(third.path)).toBe(0o640);
    for (const unfinished of [first, second, third]) unfinished.discard();
  });
});
