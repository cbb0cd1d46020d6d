import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../command.ts';
import {
  contents,
  inFolder,
  launch,
  partsArgs,
  pause,
  run,
  sampleArgs,
  trainArgs,
  type Work,
  workOf,
} from './launch.ts';
import { inRounds, rounds, tally } from './rounds.ts';

const counts = tally();
let train: Work;
let sample: Work;
let parts: Work;
beforeAll(async () => {
  await build();
  parts = await workOf('parts', partsArgs);
  train = await workOf('train', trainArgs);
  sample = await workOf('sample', sampleArgs);
});
afterAll(counts.print);

/** The file that a message says holds what could not be written where it should. */
function elsewhere(stderr: string): string {
  const [, path] = /; what there was to write is in "(.+)"\n$/.exec(stderr) ?? [];
  expect(path, stderr).toBeDefined();
  return path!;
}

test('no file may be larger than so much: there is none, and no part of one', async () => {
  await inRounds(Math.ceil(rounds / 2), (i, random) =>
    inFolder(async (folder) => {
      const { args, files, name } = [train, sample][i % 2]!;
      const [[, whole]] = Object.entries(files) as [[string, string]];
      // Blocks of 512 bytes, as POSIX has them; fewer than the file takes.
      const blocks = Math.floor((whole.length / 512) * random());
      const { code, stderr } = await run(
        [...args(folder), '--checkpoint-every', '500'].slice(0, name === 'train' ? undefined : -2),
        {
          shell: { before: `ulimit -f ${blocks};` },
        },
      );
      expect(code, stderr).toBe(1);
      expect(stderr).toMatch(/scorefield: --out: cannot write .*EFBIG.*\n$/);
      expect(contents(folder)).toEqual({});
      counts.add(`largest file, ${name}`, 'reported');
    }),
  );
});

describe('a folder that cannot be written to for a while', () => {
  test('costs a training no more than the checkpoints meanwhile; where it stays so, the result is elsewhere', async () => {
    await inRounds(Math.ceil(rounds / 2), (i, random) =>
      inFolder(async (folder) => {
        const [out, moved, other] = ['out', 'moved', 'other'].map((name) => join(folder, name)) as [
          string,
          string,
          string,
        ];
        mkdirSync(other);
        const { child, ended } = launch([...train.args(out), '--checkpoint-every', '100'], { env: { TMPDIR: other } });
        while (!existsSync(join(out, 'model.safetensors')) && child.exitCode === null) await pause(2);
        await pause(0.5 * train.duration * random());
        renameSync(out, moved);
        writeFileSync(out, 'no folder');
        if (i % 2 === 0) {
          await pause(0.3 * train.duration * random());
          rmSync(out);
          try {
            renameSync(moved, out);
          } catch {
            // In that moment the training made the folder anew, and wrote into it.
            rmSync(moved, { recursive: true });
          }
        }
        const { code, stderr } = await ended;
        if (code === 0) {
          const where = existsSync(moved) ? moved : out;
          // What was being written when the folder went stays in it until the next run.
          const found = Object.entries(contents(where)).filter(([name]) => !name.endsWith('.tmp'));
          expect(Object.fromEntries(found)).toEqual(train.files);
        } else {
          expect(code).toBe(1);
          const found = elsewhere(stderr);
          expect(contents(other)[found.slice(other.length + 1)]).toBe(train.files['model.safetensors']);
          expect(readdirSync(other)).toHaveLength(1);
        }
        counts.add('folder gone, train', code === 0 ? 'whole' : 'whole elsewhere');
      }),
    );
  });
});

/** Works on a small disk, where this user may mount one; says whether that was so. */
async function onDisk(folder: string, work: () => Promise<void>, size = '64k'): Promise<boolean> {
  mkdirSync(folder);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status !== 0) return false;
  try {
    await work();
  } finally {
    spawnSync('umount', [folder]);
  }
  return true;
}

describe('a disk that is full', () => {
  test('costs a training no more than the checkpoints meanwhile; where it stays so, the result is elsewhere', async (context) => {
    let hasDisks = true;
    await inRounds(Math.ceil(rounds / 3), (i, random) =>
      inFolder(async (folder) => {
        const [disk, other] = ['disk', 'other'].map((name) => join(folder, name)) as [string, string];
        mkdirSync(other);
        hasDisks &&= await onDisk(disk, async () => {
          const { child, ended } = launch([...train.args(disk), '--checkpoint-every', '100'], {
            env: { TMPDIR: other },
          });
          while (!existsSync(join(disk, 'model.safetensors')) && child.exitCode === null) await pause(2);
          const ballast = join(disk, 'ballast');
          const filling = setInterval(() => fillWith(ballast), 5);
          await pause(0.8 * train.duration * random());
          if (i % 2 === 0) {
            clearInterval(filling);
            rmSync(ballast, { force: true });
          }
          const { code, stderr } = await ended;
          clearInterval(filling);
          rmSync(ballast, { force: true });
          expect(readdirSync(disk)).toEqual(['model.safetensors']);
          if (code === 0) expect(contents(disk)).toEqual(train.files);
          else expect(Object.values(contents(other)), stderr).toEqual(Object.values(train.files));
          counts.add('disk full, train', code === 0 ? 'whole' : 'whole elsewhere');
        });
      }),
    );
    if (!hasDisks) context.skip('no disk can be mounted here');
  });

  test('keeps the parts of a sampling that are finished; with room again, the others follow', async (context) => {
    let hasDisks = true;
    await inRounds(Math.ceil(rounds / 6), (_, random) =>
      inFolder(async (folder) => {
        const disk = join(folder, 'disk');
        hasDisks &&= await onDisk(
          disk,
          async () => {
            const out = join(disk, 'parts');
            const { child, ended } = launch(parts.args(out));
            const wanted = 1 + Math.floor(6 * random());
            const isThere = (i: number): boolean => existsSync(join(out, '_run', `part-0000${i}-of-00010.json`));
            while (!isThere(wanted) && child.exitCode === null) await pause(1);
            const ballast = join(disk, 'ballast');
            const filling = setInterval(() => fillWith(ballast), 1);
            const { code, stderr } = await ended;
            clearInterval(filling);
            rmSync(ballast, { force: true });
            if (code !== 0) {
              expect(stderr).toMatch(
                /scorefield: --out: cannot write .*ENOSPC.*; \d+ of 10 parts are finished in .* draws the others\n$/,
              );
              const [, finished] = /(\d+) of 10 parts/.exec(stderr)!;
              expect(Number(finished)).toBeGreaterThan(wanted);
              const resumed = await run(['sample', '--resume', '--out', out]);
              expect(resumed.code, resumed.stderr).toBe(0);
            }
            expect(contents(out)).toEqual(parts.files);
            counts.add('disk full, parts', code === 0 ? 'finished before' : 'kept');
          },
          '1m',
        );
      }),
    );
    if (!hasDisks) context.skip('no disk can be mounted here');
  });

  test('is found before the work', async (context) => {
    await inFolder(async (folder) => {
      const disk = join(folder, 'disk');
      const hasDisk = await onDisk(disk, async () => {
        const { code, stderr } = await run([...sample.args(disk), '--particles', '1000000']);
        expect([code, stderr]).toEqual([
          1,
          expect.stringMatching(/^scorefield: --out: .* needs about .* free, enough for \d+ samples\n$/),
        ]);
        const inParts = await run([...parts.args(join(disk, 'parts')), '--particles', '1000000']);
        expect([inParts.code, inParts.stderr]).toEqual([1, expect.stringMatching(/ enough for \d+ samples\n$/)]);
        expect(contents(disk)).toEqual({});
        // Parameters, two moments and their average, of four bytes each.
        const large = await run([...train.args(disk), '--hidden', '64,64']);
        expect([large.code, large.stderr]).toEqual([
          1,
          expect.stringMatching(/^scorefield: --out: .* needs about 7\d KiB, but on its disk \d+ KiB are free\n$/),
        ]);
      });
      if (!hasDisk) context.skip('no disk can be mounted here');
    });
  });
});

/** Fills a disk to its last page. */
function fillWith(file: string): void {
  try {
    for (;;) writeFileSync(file, Buffer.alloc(4096), { flag: 'a' });
  } catch {
    // It is full.
  }
}
