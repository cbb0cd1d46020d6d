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
  pause,
  run,
  trainSteps,
  type Work,
  withoutSeconds,
} from './launch.ts';
import { inRounds, rounds, tally } from './rounds.ts';

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: undefined } as const;
const names = Object.keys(signals) as (keyof typeof signals)[];
const counts = tally();

let train: Work;
let sample: Work;
let tutorial: Work;
beforeAll(async () => {
  ({ train, sample, tutorial } = await allWorks());
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
    await inRounds(Math.ceil(rounds / 2), (i, random) =>
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

  test('a tutorial leaves whole files or none, which the next one replaces', async () => {
    await inRounds(Math.ceil(rounds / 6), (i, random) =>
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
