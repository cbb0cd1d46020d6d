import { constants } from 'node:buffer';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { PathError, UsageError } from '../../src/cli/exit.ts';
import { loadModel, loadPoints, summaryOfSource } from '../../src/cli/files/load.ts';
import { readStream } from '../../src/cli/files/read_whole.ts';
import type { Source } from '../../src/cli/options/source.ts';
import { targetNamed } from '../../src/distributions/targets.ts';
import { writeNpy } from '../../src/files/index.ts';
import { points } from '../../src/points.ts';
import { rowsOf } from './mutate.ts';

const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unused = { count: 0, seed: 0 };

const rowsIn = async (source: Source): Promise<number[][]> => rowsOf((await loadPoints(source, unused)).points);

function saved(content: string | Uint8Array): string {
  // The name is not to matter.
  const file = join(folder, 'data');
  writeFileSync(file, content);
  return file;
}

describe('a file is told by how it begins', () => {
  const plane = [
    [1, 2],
    [3, 4],
  ];
  const npy = writeNpy(points(plane.flat(), 2));

  test.each([
    ['CSV', '1,2\n3,4\n'],
    ['CSV with names and a mark of the byte order', '\ufeffx,y\n1,2\n3,4\n'],
    ['npy', npy],
    ['CSV in gzip', gzipSync('1,2\n3,4\n')],
    ['npy in gzip', gzipSync(npy)],
  ])('%s', async (_, content) => {
    expect(await rowsIn({ file: saved(content) })).toEqual(plane);
  });

  test('IDX, whose images become 0 to 1 and whose labels stay', async () => {
    const images = saved(Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102));
    expect(await rowsIn({ file: images })).toEqual([[0, 1], [0.2, 0.4].map(Math.fround)]);
    const labels = saved(gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1)));
    expect(await rowsIn({ file: labels })).toEqual([[7], [2], [1]]);
  });
});

test.skipIf(process.platform === 'win32')('a pipe is read to its end', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const writer = execFile('sh', ['-c', 'printf "1,2\\n3,4\\n" > "$0"', pipe]);
  expect(await rowsIn({ file: pipe })).toEqual([
    [1, 2],
    [3, 4],
  ]);
  writer.kill();
});

test('what is read is said, and a summary has the columns that were taken', async () => {
  const source = { file: saved(',x,y\n0,1,2\n1,NA,4\n'), missing: 'drop' } as const;
  const loaded = await loadPoints(source, unused);
  const notes = [
    'columns: "x", "y" (2 of 3)',
    'left out: the first column, which has no name and numbers the rows',
    'left out: 1 of 2 rows, with missing values',
  ];
  expect(loaded).toMatchObject({ names: ['x', 'y'], shape: [2], whole: [0, 1], notes });
  expect(summaryOfSource(source, loaded)).toEqual({ ...source, columns: ['x', 'y'], notes });
});

describe('what has no end is refused before memory ends', () => {
  test('a file or a stream beyond the limit', async () => {
    const limit = 2 ** 21;
    const tooLarge = /--data: .* more than the 2097152 bytes allowed\..*--max-bytes/;
    await expect(loadPoints({ file: saved('1\n'.repeat(2 ** 20 + 1)), limit }, unused)).rejects.toThrow(tooLarge);
    const endless = async function* () {
      for (;;) yield new TextEncoder().encode('1\n'.repeat(2 ** 17));
    };
    const tooMuch = () => {
      throw new PathError('too much');
    };
    const limits = { limit, tooMuch, check: () => {} };
    await expect(readStream(endless(), limits)).rejects.toThrow('too much');
  });

  test.skipIf(!existsSync('/dev/zero'))('devices, by how they begin', async () => {
    for (const device of ['/dev/zero', '/dev/urandom'])
      await expect(loadPoints({ file: device }, unused)).rejects.toThrow(PathError);
    await expect(loadModel('/dev/zero')).rejects.toThrow(/header claims 0 bytes/);
  });
});

describe('what cannot be read is refused by the name of the file', () => {
  test.each([
    ['', 'no rows'],
    ['1,2\n3\n', 'line 2'],
    [Uint8Array.of(0xfe, 0xff, 0x31), 'UTF-16'],
    [Uint8Array.of(0xfe, 0x31, 0), 'neither text'],
    ['version https://git-lfs.github.com/spec/v1\n', 'git lfs pull'],
    [Uint8Array.of(0x1f, 0x8b, 1, 2, 3), 'gzip'],
    [Uint8Array.of(0x93, 0x4e), 'npy'],
    [Uint8Array.of(0, 0, 9), 'IDX'],
  ])('%j', async (content, named) => {
    const file = saved(content);
    const failure = await loadPoints({ file }, unused).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PathError);
    expect((failure as Error).message).toContain(file);
    expect((failure as Error).message).toContain(named);
  });

  test('more text than a string can hold', async () => {
    const file = saved('1\n');
    // A hole in the file, which takes no room on the disk. It begins as text, and is not read to its end.
    writeFileSync(file, '1\n'.repeat(2 ** 19));
    truncateSync(file, constants.MAX_STRING_LENGTH + 1);
    await expect(loadPoints({ file }, unused)).rejects.toThrow(/cannot be read at once\. Save the numbers as \.npy/);
  });

  test('columns of what has none, and a model that is none', async () => {
    const file = saved(writeNpy(points([1, 2], 2)));
    const wrong = loadPoints({ file, columns: ['0'] }, unused);
    await expect(wrong).rejects.toThrow(UsageError);
    await expect(wrong).rejects.toThrow(/^--columns: got/);
    await expect(loadModel(file)).rejects.toThrow(PathError);
    await expect(loadModel(folder)).rejects.toThrow('--model: cannot read');
  });
});

test('a target is drawn from, by its seed and dimension', async () => {
  const drawn = await loadPoints({ target: 'hypercube', dimension: 3 }, { count: 10, seed: 4 });
  expect(drawn).toEqual({ points: targetNamed('hypercube', { dimension: 3 }).sample(10, { seed: 4 }), notes: [] });
});
