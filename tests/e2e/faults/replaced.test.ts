import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allWorks, contents, inFolder, launch, momentOf, run, type Work, withoutSeconds } from './launch.ts';
import { inRounds, rounds, tally } from './rounds.ts';

const counts = tally();
let train: Work;
let sample: Work;
let tutorial: Work;
beforeAll(async () => {
  ({ train, sample, tutorial } = await allWorks());
});
afterAll(counts.print);

test('what another program writes meanwhile stays, and the result is beside it', async () => {
  await inRounds(rounds, (i, random) =>
    inFolder(async (parent) => {
      // A report that cannot be here goes beside.
      const folder = join(parent, 'out');
      mkdirSync(folder);
      const { name, args, files, duration } = [train, sample, train, sample, train, sample, train, tutorial][i % 8]!;
      const launched = launch(args(folder));
      await momentOf(launched, duration, random);
      const file = name === 'tutorial' ? 'samples.csv' : Object.keys(files)[0]!;
      const finished = !isNew(join(folder, file), 'mine');
      const { code, stderr } = await launched.ended;
      const found = contents(folder);
      // Before it looked, or after it was done, that is no business of its.
      if (finished) expect([code, found[file]]).toEqual([0, 'mine']);
      else {
        expect([code, found[file]], stderr).toEqual([1, 'mine']);
        if (stderr.includes('meanwhile')) {
          const [, where] = / is in "(.+)"\n$/.exec(stderr)!;
          const content = name === 'tutorial' ? withoutSeconds(contents(where!)) : readFileSync(where!, 'latin1');
          expect(content).toEqual(name === 'tutorial' ? withoutSeconds(files) : files[file]);
        } else expect(stderr).toContain('--force');
      }
      counts.add(
        `file replaced, ${name}`,
        code === 0 ? 'finished before' : stderr.includes('meanwhile') ? 'whole beside' : 'refused',
      );
    }),
  );
});

test('two at a time to one new file: one has it, the other is beside it, or is refused', async () => {
  await inRounds(Math.ceil(rounds / 4), (i) =>
    inFolder(async (folder) => {
      const { name, args, files } = [train, sample][i % 2]!;
      const both = await Promise.all([run(args(folder)), run(args(folder))]);
      expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
      const found = Object.values(contents(folder));
      const refused = both.some(({ stderr }) => stderr.includes('--force'));
      expect(found).toHaveLength(refused ? 1 : 2);
      for (const content of found) expect(content === Object.values(files)[0]).toBe(true);
      counts.add(`two at a time, ${name}`, refused ? 'one refused' : 'both whole');
    }),
  );
});

test('a link stays a link, and its target keeps its mode, whenever the command is killed', async () => {
  await inRounds(Math.ceil(rounds / 3), (i, random) =>
    inFolder(async (folder) => {
      const { name, args, files, duration } = [train, sample][i % 2]!;
      const [links, targets] = [join(folder, 'links'), join(folder, 'targets')];
      for (const each of [links, targets]) mkdirSync(each);
      const [[file, whole]] = Object.entries(files) as [[string, string]];
      writeFileSync(join(targets, 'target'), 'old');
      chmodSync(join(targets, 'target'), 0o600);
      symlinkSync('../targets/target', join(links, file));
      const launched = launch([...args(links), '--force']);
      await momentOf(launched, duration, random);
      launched.child.kill('SIGKILL');
      const { code } = await launched.ended;
      const now = readFileSync(join(targets, 'target'), 'latin1');
      expect(['old', whole]).toContain(now);
      expect(lstatSync(join(links, file)).isSymbolicLink()).toBe(true);
      expect(statSync(join(targets, 'target')).mode & 0o777).toBe(0o600);
      expect((await run([...args(links), '--force'])).code).toBe(0);
      expect([readdirSync(links), readdirSync(targets)]).toEqual([[file], ['target']]);
      expect([
        readFileSync(join(targets, 'target'), 'latin1') === whole,
        statSync(join(links, file)).mode & 0o777,
      ]).toEqual([true, 0o600]);
      counts.add(`link, SIGKILL, ${name}`, code === 0 ? 'finished before' : now === 'old' ? 'old' : 'new');
    }),
  );
});

/** Writes a file as another program might, whether or not there is one; says whether there was none. */
function isNew(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch {
    writeFileSync(file, text);
    return false;
  }
}
