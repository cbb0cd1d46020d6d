import { openSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allWorks, contents, inFolder, launch, pause, run, type Work, withoutSeconds } from './launch.ts';
import { inRounds, rounds, tally } from './rounds.ts';

const counts = tally();
const works: Work[] = [];
beforeAll(async () => {
  works.push(...Object.values(await allWorks()));
});
afterAll(counts.print);

/** Ways to lose a stream, by name; each runs a command to its end. */
const losses = {
  'reader of standard output gone': (args: readonly string[], moment: number) => leave(args, ['stdout'], moment),
  'reader of standard error gone': (args: readonly string[], moment: number) => leave(args, ['stderr'], moment),
  'both readers gone': (args: readonly string[], moment: number) => leave(args, ['stdout', 'stderr'], moment),
  'standard output full': (args: readonly string[]) =>
    run(args, { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] }),
  'standard error full': (args: readonly string[]) =>
    run(args, { stdio: ['ignore', 'pipe', openSync('/dev/full', 'w')] }),
  'both streams closed': (args: readonly string[]) => run(args, { shell: { redirect: '>&- 2>&-' } }),
};

async function leave(args: readonly string[], streams: readonly ('stdout' | 'stderr')[], moment: number) {
  const { child, ended } = launch(args);
  await pause(moment);
  for (const stream of streams) child[stream]!.destroy();
  return ended;
}

test('what is printed is lost at a random moment, and the work is not', async () => {
  const kinds = Object.entries(losses);
  await inRounds(rounds, (i, random) =>
    inFolder(async (folder) => {
      const [name, lose] = kinds[i % kinds.length]!;
      // Few are a tutorial, the slowest.
      const work = works[i % 8 === 7 ? 2 : Math.floor(i / kinds.length) % 2]!;
      const { code, signal } = await lose(work.args(folder), work.duration * random());
      expect({ code, signal }, `${name}, ${work.name}`).toEqual({ code: 0, signal: null });
      expect(withoutSeconds(contents(folder))).toEqual(withoutSeconds(work.files));
      counts.add(`${name}, ${work.name}`, 'whole');
    }),
  );
});

describe('where what is printed is the result', () => {
  test('a full disk is a failure, of which standard error tells, and a reader that leaves is none', async () => {
    await inFolder(async (folder) => {
      const model = join(folder, 'model.safetensors');
      const cases: string[][] = [
        ['advise', '--target', 'two_moons'],
        ['--help'],
        [...works[0]!.args(folder), '--steps', '9', '--json', '--force'],
        ['sample', '--engine', 'cpu', '--model', model, '--particles', '2000', '--out', '-'],
      ];
      for (const args of cases) {
        const { code, stderr } = await losses['standard output full'](args);
        expect(code, args[0]).toBe(1);
        expect(stderr).toMatch(/^scorefield: .*ENOSPC/m);
        const left = await leave(args, ['stdout'], 0);
        expect(left.code, args[0]).toBe(0);
        counts.add(`standard output full or left, ${args[0]}`, 'reported');
      }
    });
  });
});
