import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCheckpoint, readModel, writeModel } from '../../src/files/index.ts';
import { build, command, start, temporaryFolder } from './command.ts';

const small = [
  ...['train', '--engine', 'cpu', '--target', 'two_moons', '--points', '200', '--hidden', '8,8', '--batch', '32'],
  ...['--ema', '0.9', '--standardise', 'columns', '--seed', '3'],
];

beforeAll(build);

const checkpointOf = (file: string) => readCheckpoint(readFileSync(file));
const newFile = (): string => join(temporaryFolder(), 'model.safetensors');

/** The command that a message says, as a shell would take it apart; there is nothing in it to quote. */
function saidCommand(stderr: string): string[] {
  const [, words] = /to go on: scorefield (.+)\n$/.exec(stderr) ?? [];
  return words!.split(' ');
}

describe('a training that was broken off', () => {
  test('by Ctrl-C goes on by the command that it says, to the same file as if it had never stopped', async () => {
    const out = newFile();
    const args = [...small, '--steps', '6000', '--out', out];
    const run = start(...args);
    await run.says('mean loss');
    run.kill('SIGINT');
    const { code, stderr } = await run.outcome;
    expect(code).toBe(130);
    const [, said] = /interrupted, the training as it is after step (\d+) of 6000 is in/.exec(stderr) ?? [];
    const { step } = checkpointOf(out);
    expect(step).toBe(Number(said));
    expect(step).toBeLessThan(6000);
    const goOn = saidCommand(stderr);
    expect(goOn).toEqual([...args, '--resume']);
    // Again, and then to the end.
    const again = start(...goOn);
    await again.says(`goes on: from step ${step} to step 6000`);
    await again.says('mean loss');
    again.kill('SIGTERM');
    const second = await again.outcome;
    expect(second.code).toBe(143);
    expect(saidCommand(second.stderr)).toEqual(goOn);
    expect((await command(...goOn)).code).toBe(0);
    const whole = newFile();
    expect((await command(...small, '--steps', '6000', '--out', whole)).code).toBe(0);
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
    expect(readdirSync(dirname(out))).toEqual([basename(out)]);
  });

  test('by whatever it was goes on from its last checkpoint', async () => {
    const out = newFile();
    const args = [...small, '--schedule', 'constant', '--checkpoint-every', '70'];
    const run = start(...args, '--steps', '50000', '--out', out);
    while (!existsSync(out)) await new Promise((done) => setTimeout(done, 5));
    run.kill('SIGKILL');
    await run.outcome;
    const { step } = checkpointOf(out);
    expect(step % 70).toBe(0);
    const until = ['--steps', String(step + 35)];
    expect((await command(...args, ...until, '--out', out, '--resume')).code).toBe(0);
    const whole = newFile();
    expect((await command(...args, ...until, '--out', whole)).code).toBe(0);
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  });

  test('before it began has nothing to go on with', async () => {
    const { code, stderr } = await command(...small, '--out', newFile(), '--resume');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^scorefield: --resume: cannot read .*model\.safetensors.*\n$/);
  });
});

describe('a finished training', () => {
  test('goes further, tells of it as JSON, and knows its settings without being told', async () => {
    const out = newFile();
    const constant = ['--schedule', 'constant'];
    expect((await command(...small, ...constant, '--steps', '30', '--out', out)).code).toBe(0);
    const short = ['train', '--engine', 'cpu', '--target', 'two_moons', '--out', out, '--resume', '--steps', '50'];
    const { code, stdout } = await command(...short, '--json');
    expect(code).toBe(0);
    const summary = JSON.parse(stdout);
    expect(summary.training).toMatchObject({ steps: 50, resumedAt: 30, seed: 3, batch: 32, averaging: { decay: 0.9 } });
    expect(summary.transform).toEqual(readModel(readFileSync(out)).transform);
    const whole = newFile();
    expect((await command(...small, ...constant, '--steps', '50', '--out', whole)).code).toBe(0);
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
  });

  test('is refused other settings, other data and no more steps, and stays as it is', async () => {
    const out = newFile();
    expect((await command(...small, '--steps', '30', '--out', out)).code).toBe(0);
    const before = readFileSync(out);
    const refused = async (code: number, named: string, ...args: string[]): Promise<void> => {
      const outcome = await command('train', '--engine', 'cpu', '--out', out, '--resume', ...args);
      expect(outcome).toMatchObject({ code, stdout: '' });
      expect(outcome.stderr).toMatch(/^scorefield: .+\n$/);
      expect(outcome.stderr).toContain(named);
      expect(readFileSync(out).equals(before)).toBe(true);
    };
    await refused(2, '--hidden: got 9', '--target', 'two_moons', '--hidden', '9');
    await refused(2, '--steps', '--target', 'two_moons');
    await refused(2, '--schedule', '--target', 'two_moons', '--steps', '40');
    const more = ['--steps', '40', '--schedule', 'constant'];
    await refused(2, '--target: these are not the 200 points', '--target', 'circles', ...more);
    const data = join(dirname(out), 'data.csv');
    writeFileSync(data, '1,2\n3,4\n');
    await refused(2, '--data: these are not the 200 points', '--data', data, ...more);
    await refused(2, '--standardise', '--target', 'two_moons', '--standardise', 'global', ...more);
    expect((await command(...small, '--steps', '30', '--out', out)).stderr).toContain('--force');
  });

  test('of which the model alone was kept cannot go on', async () => {
    const out = newFile();
    expect((await command(...small, '--steps', '5', '--out', out)).code).toBe(0);
    writeFileSync(out, writeModel(readModel(readFileSync(out))));
    const { code, stderr } = await command(...small, '--steps', '9', '--out', out, '--resume');
    expect(code).toBe(1);
    expect(stderr).toContain('it holds a model, but not the state of its training');
  });
});

test('a checkpoint never takes the place of what another program wrote meanwhile', async () => {
  const out = newFile();
  const run = start(...small, '--steps', '6000', '--checkpoint-every', '500', '--out', out);
  while (!existsSync(out)) await new Promise((done) => setTimeout(done, 5));
  writeFileSync(out, 'mine');
  const { code, stderr } = await run.outcome;
  expect(code).toBe(1);
  expect(readFileSync(out, 'utf8')).toBe('mine');
  // The training goes on, and says so once.
  expect(stderr.match(/^warning: .*written by another program meanwhile.*; the training goes on$/gm)).toHaveLength(1);
  const [, beside] = /\nscorefield: .* was written by another program meanwhile, .* is in "(.+)"\n$/.exec(stderr) ?? [];
  expect(checkpointOf(beside!).step).toBe(6000);
  expect(readdirSync(dirname(out)).sort()).toEqual([basename(beside!), basename(out)].sort());
});
