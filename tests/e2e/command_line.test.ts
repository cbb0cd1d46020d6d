import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { build, command, start, temporaryFolder } from './command.ts';

const small = ['--engine', 'cpu', '--steps', '40', '--particles', '256'];
const files = ['losses.csv', 'report.html', 'samples.csv', 'summary.json'];

beforeAll(build);

describe('help', () => {
  test('lists the commands', async () => {
    const { code, stdout, stderr } = await command('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('tutorial');
  });

  test('of the tutorial names every option', async () => {
    const { code, stdout } = await command('tutorial', '--help');
    expect(code).toBe(0);
    for (const option of ['engine', 'threads', 'seed', 'steps', 'particles', 'noise', 'out', 'force', 'json', 'help'])
      expect(stdout).toContain(`--${option}`);
  });
});

describe('bad usage ends with exit code 2 and one line', () => {
  test.each([
    [[], 'no command'],
    [['dance'], 'dance'],
    [['constructor'], 'constructor'],
    [['tutorial', '--engine', 'abacus'], '--engine'],
    [['tutorial', '--threads', '65'], '--threads'],
    [['tutorial', '--seed', '-1'], '--seed'],
    [['tutorial', '--seed', '1.5'], '--seed'],
    [['tutorial', '--seed', '99999999999999999999'], '--seed'],
    [['tutorial', '--steps', '0'], '--steps'],
    [['tutorial', '--steps', 'many'], '--steps'],
    [['tutorial', '--particles', '0'], '--particles'],
    [['tutorial', '--particles', '5e3'], '--particles'],
    [['tutorial', '--noise', 'loud'], '--noise'],
    [['tutorial', '--recipe', 'secret'], '--recipe'],
    [['tutorial', '--out', ''], '--out'],
    [['tutorial', '--out'], '--out'],
    [['tutorial', '--depth', '3'], '--depth'],
    [['tutorial', 'now'], 'now'],
  ])('%j', async (args, named) => {
    const { code, stdout, stderr } = await command(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^scorefield: .+\n$/);
    expect(stderr).toContain(named);
  });
});

describe('a folder that cannot be written', () => {
  test('is found before the work starts', async () => {
    const taken = join(temporaryFolder(), 'taken');
    writeFileSync(taken, 'mine');
    const { code, stdout, stderr } = await command('tutorial', ...small, '--out', taken);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^scorefield: --out: .+\n$/);
    expect(readFileSync(taken, 'utf8')).toBe('mine');
  });
});

describe('a small run', () => {
  test('writes its files and says so', async () => {
    const out = join(temporaryFolder(), 'a', 'b');
    const { code, stdout } = await command('tutorial', ...small, '--steps', '120', '--out', out);
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(files);
    expect(stdout).toMatch(/step +50 +loss 0\.\d{4}\nstep +100 +loss 0\.\d{4}\n/);
    for (const word of ['P(x>0)', 'KS', 'W1', 'floor', 'tutorial', 'annealed', 'oracle', '0.2902', 'report.html'])
      expect(stdout).toContain(word);

    const losses = readFileSync(join(out, 'losses.csv'), 'utf8').trim().split('\n');
    expect(losses[0]).toBe('step,loss');
    expect(losses.length).toBe(121);
    const samples = readFileSync(join(out, 'samples.csv'), 'utf8').trim().split('\n');
    expect(samples[0]).toBe('sampler,x');
    expect(samples.length).toBe(1 + 3 * 256);
    expect(samples.slice(1).every((line) => /^(tutorial|annealed|oracle),-?\d/.test(line))).toBe(true);
  });

  test('replaces the files of an earlier one and leaves others alone', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'notes.txt'), 'mine');
    mkdirSync(join(out, 'folder'));
    expect((await command('tutorial', ...small, '--steps', '30', '--out', out)).code).toBe(0);
    expect((await command('tutorial', ...small, '--out', out)).code).toBe(0);
    expect(readdirSync(out).sort()).toEqual([...files, 'folder', 'notes.txt'].sort());
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')).steps).toBe(40);
    expect(readFileSync(join(out, 'losses.csv'), 'utf8').trim().split('\n')).toHaveLength(41);
    expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine');
  });

  test("leaves a user's own files of the same names alone, unless --force is given", async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'samples.csv'), 'mine');
    const refused = await command('tutorial', ...small, '--out', out);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^scorefield: --out: .*samples\.csv" exists, and is not of an earlier tutorial; --force .*\n$/,
    );
    expect(readdirSync(out)).toEqual(['samples.csv']);
    expect((await command('tutorial', ...small, '--force', '--out', out)).code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(files);
  });

  test('with --json prints the summary alone on standard output', async () => {
    const out = temporaryFolder();
    const { code, stdout } = await command(
      'tutorial',
      ...small,
      '--json',
      '--noise',
      'shared',
      '--recipe',
      'improved',
      '--seed',
      '7',
      '--out',
      out,
    );
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(out, 'summary.json'), 'utf8'));
    const { losses, ...summary } = JSON.parse(stdout);
    expect(losses).toHaveLength(40);
    const sampler = {
      positive: expect.any(Number),
      ks: expect.any(Number),
      w1: expect.any(Number),
      floor: { ks: expect.any(Number), w1: expect.any(Number) },
    };
    expect(summary).toEqual({
      engine: 'cpu',
      adapter: { name: expect.any(String), vendor: expect.any(String), architecture: expect.any(String), type: 'none' },
      seed: 7,
      steps: 40,
      noise: 'shared',
      recipe: 'improved',
      loss: {
        first: losses[0],
        last100: expect.any(Number),
        expected: expect.any(Number),
        optimal: expect.closeTo(0.2902, 4),
      },
      gradient: { norm: expect.any(Number), largest: expect.any(Number) },
      scoreRmse: expect.any(Number),
      tutorial: { particles: 256, ...sampler },
      annealed: { particles: 256, ...sampler },
      oracle: { particles: 256, ...sampler },
      seconds: { train: expect.any(Number), sample: expect.any(Number) },
    });
  });

  test('gives the same numbers for the same seed, and others for another', async () => {
    const run = async (seed: string): Promise<Record<string, unknown>> => {
      const { stdout } = await command('tutorial', ...small, '--json', '--seed', seed, '--out', temporaryFolder());
      const { seconds: _, ...rest } = JSON.parse(stdout);
      return rest;
    };
    const first = await run('1');
    expect(await run('1')).toEqual(first);
    expect((await run('2')).losses).not.toEqual(first.losses);
  });
});

test('on the engine wasm the threads are as many as asked for, and change nothing', async () => {
  const [one, three] = await Promise.all(
    ['1', '3'].map(async (threads) => {
      const options = ['--engine', 'wasm', '--threads', threads, '--steps', '40', '--particles', '256', '--json'];
      const { code, stdout, stderr } = await command('tutorial', ...options, '--out', temporaryFolder());
      expect(code, stderr).toBe(0);
      expect(stderr).toContain(`engine: wasm, WebAssembly, ${threads} thread`);
      const { seconds: _, adapter, ...rest } = JSON.parse(stdout);
      expect(adapter.name).toContain(`WebAssembly, ${threads} thread`);
      return rest;
    }),
  );
  expect(one.engine).toBe('wasm');
  expect(three).toEqual(one);
});

describe('a full run on the CPU engine', () => {
  test('reaches what the field reaches', async () => {
    const out = temporaryFolder();
    const { code, stdout } = await command('tutorial', '--engine', 'cpu', '--json', '--out', out);
    expect(code).toBe(0);
    const { loss, scoreRmse, annealed, oracle } = JSON.parse(stdout);
    expect(loss.last100).toBeGreaterThan(0.285);
    expect(loss.last100).toBeLessThan(0.305);
    expect(scoreRmse).toBeLessThan(0.2);
    expect(annealed.ks).toBeLessThan(0.05);
    expect(oracle.ks).toBeLessThan(0.02);
    expect(readFileSync(join(out, 'report.html')).length).toBeLessThan(3e6);
  });
});

describe('an interrupt', () => {
  test.each([
    ['SIGINT', 130, 'training: 25 %'],
    ['SIGTERM', 143, 'training: 25 %'],
    ['SIGINT', 130, 'sampling, annealed: 25 %'],
  ] as const)('%s gives exit code %i within a second and leaves no file (%s)', async (signal, code, moment) => {
    const out = temporaryFolder();
    const steps = moment.startsWith('training') ? '1000' : '40';
    const run = start('tutorial', '--engine', 'cpu', '--steps', steps, '--particles', '40000', '--out', out);
    await run.says(moment);
    const since = performance.now();
    run.kill(signal);
    const { code: ended, stderr } = await run.outcome;
    expect(performance.now() - since).toBeLessThan(1000);
    expect(ended).toBe(code);
    expect(stderr.trim().split('\n').at(-1)).toBe('scorefield: interrupted, nothing was written');
    expect(readdirSync(out)).toEqual([]);
  });
});
