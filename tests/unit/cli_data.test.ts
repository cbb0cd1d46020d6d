import { constants } from 'node:buffer';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { PathError, UsageError } from '../../src/cli/exit.ts';
import { loadModel, loadPoints } from '../../src/cli/files/load.ts';
import { targetNamed } from '../../src/distributions/targets.ts';
import { writeNpy } from '../../src/files/index.ts';
import { points } from '../../src/points.ts';

const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unused = { count: 0, seed: 0 };

function saved(content: string | Uint8Array): string {
  // The name is not to matter.
  const file = join(folder, 'data');
  writeFileSync(file, content);
  return file;
}

describe('a file is told by how it begins', () => {
  const plane = points([1, 2, 3, 4], 2);

  test.each([
    ['CSV', '1,2\n3,4\n'],
    ['CSV with names and a mark of the byte order', '\ufeffx,y\n1,2\n3,4\n'],
    ['npy', writeNpy(points([1, 2, 3, 4], 2))],
    ['CSV in gzip', gzipSync('1,2\n3,4\n')],
    ['npy in gzip', gzipSync(writeNpy(plane))],
  ])('%s', async (_, content) => {
    const { values, shape } = await loadPoints({ file: saved(content) }, unused);
    expect({ values: [...values], shape }).toEqual({ values: [...plane.values], shape: plane.shape });
  });

  test('IDX, whose images become 0 to 1 and whose labels stay', async () => {
    const images = saved(Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102));
    expect(await loadPoints({ file: images }, unused)).toEqual(points(Float32Array.of(0, 1, 0.2, 0.4), 2));
    const labels = saved(gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1)));
    expect(await loadPoints({ file: labels }, unused)).toEqual(points(Float32Array.of(7, 2, 1), 1));
  });
});

test.skipIf(process.platform === 'win32')('a pipe is read to its end', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const writer = execFile('sh', ['-c', 'printf "1,2\\n3,4\\n" > "$0"', pipe]);
  expect(await loadPoints({ file: pipe }, unused)).toEqual(points([1, 2, 3, 4], 2));
  writer.kill();
});

describe('what cannot be read is refused by the name of the file', () => {
  test.each([
    ['', 'no rows'],
    ['1,2\n3\n', 'line 2'],
    [Uint8Array.of(0xfe, 0xff, 0x31), 'neither text in UTF-8'],
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
    // A hole in the file, which takes no room on the disk.
    truncateSync(file, constants.MAX_STRING_LENGTH + 1);
    await expect(loadPoints({ file }, unused)).rejects.toThrow(/cannot be read at once\. Save the numbers as \.npy/);
  });

  test('columns of what has none, and a model that is none', async () => {
    const file = saved(writeNpy(points([1, 2], 2)));
    await expect(loadPoints({ file, columns: [0] }, unused)).rejects.toThrow(UsageError);
    await expect(loadModel(file)).rejects.toThrow(PathError);
    await expect(loadModel(folder)).rejects.toThrow('--model: cannot read');
  });
});

test('a target is drawn from, by its seed and dimension', async () => {
  const drawn = await loadPoints({ target: 'hypercube', dimension: 3 }, { count: 10, seed: 4 });
  expect(drawn).toEqual(targetNamed('hypercube', { dimension: 3 }).sample(10, { seed: 4 }));
});
