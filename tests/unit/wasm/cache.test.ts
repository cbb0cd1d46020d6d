import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const compile = vi.hoisted(() => vi.fn());
vi.mock('../../../scripts/vite/assemblyscript.mjs', () => ({ compile }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scorefield-cache-'));
  await writeFile(join(folder, 'index.ts'), 'index');
  await writeFile(join(folder, 'part.ts'), 'part');
  compile.mockReset();
  compile.mockImplementation(async (_root, _entry, onRead) => {
    onRead('index.ts', 'index');
    onRead('part.ts', 'part');
    return { kernels: [`compiled ${compile.mock.calls.length}`] };
  });
});
afterEach(() => rm(folder, { recursive: true }));

/** What a new process, or the same one, gets. */
async function cached({ fresh }: { fresh: boolean }) {
  if (fresh) vi.resetModules();
  const { compileCached } = await import('../../../scripts/vite/cache.mjs');
  return compileCached(folder, 'index.ts');
}

test.each([true, false])('compiles once, also for another process: %s', async (fresh) => {
  const first = await cached({ fresh: true });
  expect(first).toEqual({
    result: { kernels: ['compiled 1'] },
    files: ['index.ts', 'part.ts'].map((f) => join(folder, f)),
  });
  expect(await cached({ fresh })).toEqual(first);
  expect(await Promise.all([cached({ fresh: false }), cached({ fresh: false })])).toEqual([first, first]);
  expect(compile).toHaveBeenCalledTimes(1);
  // No draft stays behind.
  expect(await readdir(join(folder, 'node_modules/.cache/scorefield'))).toEqual(['index.ts.json']);
});

test.each([true, false])('compiles again when a file has changed, also for another process: %s', async (fresh) => {
  await cached({ fresh: true });
  await writeFile(join(folder, 'part.ts'), 'changed');
  expect((await cached({ fresh })).result).toEqual({ kernels: ['compiled 2'] });
});

test('an error is not kept', async () => {
  compile.mockRejectedValueOnce(new Error('does not compile'));
  await expect(cached({ fresh: true })).rejects.toThrow('does not compile');
  expect((await cached({ fresh: false })).result).toEqual({ kernels: ['compiled 2'] });
});
