import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../../src/files/index.ts';
import {
  allWorks,
  contents,
  type Ended,
  inFolder,
  launch,
  momentOf,
  partsArgs,
  partsCount,
  pause,
  run,
  shardArgs,
  trainSteps,
  type Work,
  withoutSeconds,
  workOf,
} from './launch.ts';
import { inRounds, rounds, roundsUnlessAsked, tally } from './rounds.ts';

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: undefined } as const;
const names = Object.keys(signals) as (keyof typeof signals)[];
const counts = tally();

let train: Work;
let sample: Work;
let tutorial: Work;
let parts: Work;
beforeAll(async () => {
  ({ train, sample, tutorial } = await allWorks());
  parts = await workOf('parts', partsArgs);
});
afterAll(counts.print);

/** Sends a signal at a random moment, and checks that it ended the command if anything did. */
async function killed({ args, duration }: Work, folder: string, i: number, random: () => number, more: string[] = []) {
  const name = names[(i >> 1) % names.length]!;
  const launched = launch([...args(folder), ...more]);
  await momentOf(launched, duration, random);
  launched.child.kill(name);
  const outcome = await launched.ended;
  const { code, signal, stderr } = outcome;
  // Before there is a handler, and by SIGKILL, the signal itself ends it.
  if (signal !== null) expect(signal).toBe(name);
  else expect([0, signals[name]], stderr).toContain(code);
  return { name, ...outcome };
}

/** Ends as it would have if nothing had come between; the files are then those, and no other is left. */
async function completes({ args, files }: Work, folder: string, ...more: string[]): Promise<void> {
  const { code, stderr } = await run([...args(folder), ...more]);
  expect(code, stderr).toBe(0);
  expect(withoutSeconds(contents(folder))).toEqual(withoutSeconds(files));
}

/** How many parts a folder says are finished: these, and any other under the name of a part, are whole. */
function wholeParts(folder: string): number {
  const found = existsSync(folder) ? contents(folder) : {};
  for (const [name, text] of Object.entries(found)) {
    if (!/(^|\/)\./.test(name)) expect(text === parts.files[name], name).toBe(true);
  }
  const finished = Object.keys(found).filter((name) => /^_run\/part-/.test(name));
  for (const record of finished) expect(found).toHaveProperty([record.replace('_run/', '').replace('.json', '.csv')]);
  if ('_SUCCESS' in found) expect(finished).toHaveLength(partsCount);
  return finished.length;
}

const ending = ({ code }: Ended): string => (code === 0 ? 'finished before' : 'nothing yet');

describe('killed at a random moment', () => {
  test('a training keeps a whole file or none, and goes on to the same file as if nothing had been', async () => {
    await inRounds(rounds, (i, random) =>
      inFolder(async (folder) => {
        const every = i % 2 === 0 ? ['--checkpoint-every', '100'] : [];
        const { name, ...outcome } = await killed(train, folder, i, random, every);
        const { 'model.safetensors': bytes } = contents(folder);
        const step = bytes === undefined ? 0 : readCheckpoint(Buffer.from(bytes, 'latin1')).step;
        const [, said] = /the training as it is after step (\d+) of/.exec(outcome.stderr) ?? [];
        if (said !== undefined) expect(step).toBe(Number(said));
        if (outcome.code === 0) expect(step).toBe(trainSteps);
        // With nothing left to do, it would refuse; then any command that writes there clears up.
        await completes(train, folder, ...(step === 0 ? [] : step < trainSteps ? ['--resume'] : ['--force']));
        counts.add(`${name}, train`, step > 0 && step < trainSteps ? 'kept' : ending(outcome));
      }),
    );
  });

  test('a sampling leaves all samples or none', async () => {
    await inRounds(roundsUnlessAsked(12), (i, random) =>
      inFolder(async (folder) => {
        const { name, ...outcome } = await killed(sample, folder, i, random);
        const { 'samples.csv': samples } = contents(folder);
        if (samples !== undefined) expect(samples === sample.files['samples.csv']).toBe(true);
        if (outcome.code === 0) expect(samples).toBeDefined();
        await completes(sample, folder, '--force');
        counts.add(`${name}, sample`, ending(outcome));
      }),
    );
  });

  test('a sampling in parts keeps those that are finished, and goes on with the others', async () => {
    await inRounds(roundsUnlessAsked(12), (i, random) =>
      inFolder(async (folder) => {
        const { name, ...outcome } = await killed(parts, folder, i, random);
        const kept = wholeParts(folder);
        const [, said] = /(\d+) of 10 parts are finished/.exec(outcome.stderr) ?? [];
        if (said !== undefined) expect(kept).toBe(Number(said));
        // Every other one goes on by what the folder says, where it says anything.
        const resumes = i % 2 === 0 && existsSync(join(folder, '_run', 'settings.json'));
        await completes(resumes ? { ...parts, args: (out) => ['sample', '--resume', '--out', out] } : parts, folder);
        counts.add(`${name}, parts`, kept > 0 && kept < partsCount ? 'kept' : ending(outcome));
      }),
    );
  });

  test('processes that draw a part each, killed and started again, make the file of a single run', async () => {
    await inRounds(Math.ceil(rounds / 10), (i, random) =>
      inFolder(async (folder) => {
        const [out, merged] = [join(folder, 'parts'), join(folder, 'samples.csv')];
        // Two at a time, as by xargs -P 2, each until it ends well.
        const waiting = Array.from({ length: partsCount }, (_, index) => index);
        const work = async (): Promise<void> => {
          for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
            const launched = launch(shardArgs(out, index));
            if (random() < 0.6) {
              await momentOf(launched, parts.duration / 2, random);
              launched.child.kill(names[Math.floor(names.length * random())]);
            }
            const { code } = await launched.ended;
            wholeParts(out);
            counts.add('a shard among others', code === 0 ? 'finished' : 'killed, and drawn by another');
            if (code !== 0) waiting.push(index);
          }
        };
        for (const ended of await Promise.allSettled([work(), work()]))
          if (ended.status === 'rejected') throw ended.reason;
        expect(withoutSeconds(contents(out)), String(i)).toEqual(parts.files);
        const { code, stderr } = await run(['merge', out, '--out', merged]);
        expect(code, stderr).toBe(0);
        expect(contents(folder)['samples.csv']).toBe(sample.files['samples.csv']);
      }),
    );
  });

  test('an evaluation leaves its whole result or none of it', async () => {
    const args = ['evaluate', '--exact', '--target', 'tutorial', '--engine', 'cpu', '--particles', '500', '--json'];
    const evaluation = await inFolder(async (folder) => {
      const since = performance.now();
      const { code, stderr } = await run(args, { shell: { redirect: `> ${join(folder, 'out')}` } });
      expect(code, stderr).toBe(0);
      return { result: contents(folder).out, duration: performance.now() - since };
    });
    await inRounds(roundsUnlessAsked(8), (i, random) =>
      inFolder(async (folder) => {
        const launched = launch(args, { shell: { redirect: `> ${join(folder, 'out')}` } });
        await Promise.race([pause(evaluation.duration * random()), launched.ended]);
        const name = names[i % names.length]!;
        launched.child.kill(name);
        const outcome = await launched.ended;
        if (outcome.signal === null) expect([0, signals[name]], outcome.stderr).toContain(outcome.code);
        expect(['', evaluation.result]).toContain(contents(folder).out ?? '');
        if (outcome.code === 0) expect(contents(folder).out).toBe(evaluation.result);
        counts.add(`${name}, evaluate`, ending(outcome));
      }),
    );
  });

  test('a tutorial leaves whole files or none, which the next one replaces', async () => {
    await inRounds(roundsUnlessAsked(4), (i, random) =>
      inFolder(async (folder) => {
        // Half of them replace an earlier report.
        if (i % 2 === 1)
          for (const [file, text] of Object.entries(tutorial.files)) writeFileSync(join(folder, file), text, 'latin1');
        const { name, ...outcome } = await killed(tutorial, folder, i, random);
        const found = Object.entries(withoutSeconds(contents(folder))).filter(([each]) => !each.endsWith('.tmp'));
        const whole = withoutSeconds(tutorial.files);
        for (const [each, text] of found) expect(text, each).toBe(whole[each]);
        await completes(tutorial, folder);
        counts.add(`${name}, tutorial`, ending(outcome));
      }),
    );
  });
});

test('a training whose shell is killed by npm ends as by SIGTERM', async () => {
  await inFolder(async (folder) => {
    const { child } = launch([...train.args(folder), '--steps', '100000'], {
      env: { npm_lifecycle_event: 'cli' },
      // Not as the last command, which some shells become.
      shell: { before: '"$0" "$@" & echo $! >&2; wait; exit;' },
    });
    let said = '';
    let printed = '';
    child.stderr!.on('data', (text) => {
      said += text;
    });
    child.stdout!.on('data', (text) => {
      printed += text;
    });
    while (!printed.includes('mean loss')) await pause(10);
    const id = Number(said.split('\n')[0]);
    child.kill('SIGTERM');
    while (!existsSync(join(folder, 'model.safetensors'))) await pause(20);
    const { step } = readCheckpoint(Buffer.from(contents(folder)['model.safetensors']!, 'latin1'));
    expect(step).toBeGreaterThan(0);
    while (isAlive(id)) await pause(20);
    expect(Object.keys(contents(folder))).toEqual(['model.safetensors']);
  });
});

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
