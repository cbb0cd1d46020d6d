import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCheckpoint, readModel } from '../../src/files/index.ts';
import { build, command, start, temporaryFolder } from './command.ts';

const small = ['--engine', 'cpu', '--hidden', '8,8', '--steps', '20', '--batch', '32', '--points', '200'];

beforeAll(build);

const modelOf = (file: string) => readModel(readFileSync(file));

test('bad usage ends with exit code 2 and one line', async () => {
  const { code, stdout, stderr } = await command('train', '--target', 'two_moons', '--out', 'model.txt');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^scorefield: --out: .+\n$/);
});

test('what there is no memory for is refused before the run, by the option that asked for it', async () => {
  const out = join(temporaryFolder(), 'model.safetensors');
  const refused = async (option: string, ...args: string[]) => {
    const { code, stdout, stderr } = await command('train', ...small.slice(0, -2), '--out', out, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^scorefield: .* GiB are free, enough for (about )?\d+\n$/);
    expect(stderr).toContain(`scorefield: ${option}: `);
  };
  // 600 GiB, and 300.
  await refused('--hidden', '--target', 'rings', '--hidden', Array(20_000).fill(512).join(','));
  await refused('--points', '--target', 'hypercube', '--dimension', '784', '--points', '100000000');
});

describe('files that will not do end with exit code 1 and one line, before any work', () => {
  async function refused(args: readonly string[], ...named: string[]): Promise<void> {
    const { code, stdout, stderr } = await command('train', ...small.slice(0, -2), ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^scorefield: .+\n$/);
    for (const text of named) expect(stderr).toContain(text);
  }

  test('data that are absent, broken, or lack a column', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'model.safetensors');
    const data = join(folder, 'data.csv');
    await refused(['--data', data, '--out', out], '--data', data);
    writeFileSync(data, 'x,y\n1,2\n3,four\n');
    await refused(['--data', data, '--out', out], data, 'line 3');
    await refused(['--data', data, '--columns', 'z', '--out', out], data, '"z"');
    writeFileSync(data, Uint8Array.of(0xff, 0xfe, 0x00));
    await refused(['--data', data, '--out', out], data, 'UTF-16');
    expect(readdirSync(folder)).toEqual(['data.csv']);
  });

  test('a model that exists, unless --force is given; and a folder in its place', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'model.safetensors');
    writeFileSync(out, 'mine');
    await refused(['--target', 'tutorial', '--out', out], '--force');
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect((await command('train', ...small, '--target', 'tutorial', '--out', out, '--force')).code).toBe(0);
    expect(modelOf(out).network.dimension).toBe(1);
    mkdirSync(join(folder, 'b.safetensors'));
    await refused(['--target', 'tutorial', '--force', '--out', join(folder, 'b.safetensors')], '--out');
  });
});

describe('a small training', () => {
  test('of a target writes a model and says so', async () => {
    const out = join(temporaryFolder(), 'new', 'model.safetensors');
    const { code, stdout } = await command('train', ...small, '--target', 'two_moons', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/step +20 +mean loss \d\.\d{4}\n/);
    expect(stdout).toContain(`wrote ${out}`);
    const { network, noise } = modelOf(out);
    expect(network).toEqual({
      dimension: 2,
      hidden: [8, 8],
      activation: 'silu',
      conditioning: 'log-sigma',
      output: { edm: expect.any(Number) },
    });
    expect(noise.levels.length).toBeGreaterThan(3);
    expect(readdirSync(join(out, '..'))).toEqual(['model.safetensors']);
  });

  test('takes what the options say, and tells it as JSON', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'model.safetensors');
    const data = join(folder, 'data.csv');
    writeFileSync(
      data,
      `name,x,y\n${Array.from({ length: 50 }, (_, i) => `p${i},${Math.sin(i)},${i % 5}`).join('\n')}\n`,
    );
    const { code, stdout } = await command(
      ...['train', '--engine', 'cpu', '--data', data, '--columns', 'y,x', '--hidden', '4', '--activation', 'tanh'],
      ...[
        '--conditioning',
        'fourier:2',
        '--output',
        'edm',
        '--sigmas',
        '4,0.25,3',
        '--noise-per-row',
        'log-normal:-1.2,1.2',
      ],
      ...['--batch', 'all', '--optimizer', 'adamw', '--learning-rate', '0.01', '--schedule', 'warmup:5', '--clip', '1'],
      ...['--ema', '0.9', '--steps', '10', '--seed', '7', '--out', out, '--json'],
    );
    expect(code).toBe(0);
    const model = modelOf(out);
    const network = {
      dimension: 2,
      hidden: [4],
      activation: 'tanh',
      conditioning: { fourier: 2 },
      output: { edm: expect.any(Number) },
    };
    expect(JSON.parse(stdout)).toEqual({
      engine: 'cpu',
      adapter: expect.objectContaining({ type: 'none' }),
      data: {
        ...{ file: data, columns: ['y', 'x'], count: 50, dimension: 2 },
        notes: ['columns: "y", "x" (2 of 3)', 'whole numbers: "y", which "sample --round" gives back as such'],
      },
      network,
      parameters: model.parameters.length,
      noise: { levels: [4, 1, 0.25] },
      concerns: [],
      training: {
        seed: 7,
        steps: 10,
        batch: 'all',
        noisePerRow: { logNormal: { mean: -1.2, deviation: 1.2 } },
        weighting: 2,
        perturbation: 'independent',
        optimizer: expect.objectContaining({
          learningRate: { kind: 'warmup', rate: 0.01, steps: 5 },
          weightDecay: 0.01,
          clip: 1,
        }),
        averaging: { decay: 0.9 },
      },
      loss: { first: expect.any(Number), last100: expect.any(Number) },
      seconds: expect.any(Number),
      out,
    });
    expect(model.network).toEqual(network);
    // Means of the squares of 0, 1, 2, 3, 4 about 2, which is 2, and of sines about 0, which is about ½.
    expect((model.network.output as { edm: number }).edm).toBeCloseTo(Math.sqrt((2 + 0.5) / 2), 1);
  });

  test('gives the same model for the same seed, and another for another', async () => {
    const folder = temporaryFolder();
    const run = async (name: string, seed: string) => {
      const out = join(folder, `${name}.safetensors`);
      await command('train', ...small, '--target', 'circles', '--seed', seed, '--out', out);
      return modelOf(out).parameters;
    };
    const first = await run('a', '1');
    expect(await run('b', '1')).toEqual(first);
    expect(await run('c', '2')).not.toEqual(first);
  });
});

describe('a training that diverges', () => {
  const steep = ['train', '--engine', 'cpu', '--target', 'two_moons', '--points', '200', '--batch', '32'];

  test('but stays finite ends with a warning, and not with what to do next', async () => {
    const out = join(temporaryFolder(), 'model.safetensors');
    const { code, stdout, stderr } = await command(
      ...[...steep, '--hidden', '8,8', '--steps', '300', '--learning-rate', '100', '--out', out],
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain('next:');
    // Half of the dimension.
    expect(stderr).toMatch(
      /\nwarning: the training diverged: .* that of a network that says nothing is 1\.0\. Lower --learning-rate, .*\n$/,
    );
    expect(modelOf(out).parameters.every(Number.isFinite)).toBe(true);
  });

  // Squares of gradients overflow float32 before the loss does, mostly: then the moments of Adam are lost, and the model is not.
  const deep = [...steep, '--hidden', '8,8,8', '--activation', 'relu', '--output', 'score', '--schedule', 'constant'];
  const at = (rate: string): string[] => [...deep, '--learning-rate', rate, '--steps', '3000'];

  test('leaves the last state whose loss was finite in its file, and says so in words of the command line', async () => {
    const out = join(temporaryFolder(), 'model.safetensors');
    const { code, stderr } = await command(...at('1e4'), '--out', out);
    expect(code).toBe(1);
    const last = stderr.trimEnd().split('\n').at(-1)!;
    expect(last).toMatch(
      /^scorefield: training: it diverged at step \d+, and the state after \d+ step\(s\), the last whose loss was finite, is in /,
    );
    expect(last).toContain(out);
    expect(last).toMatch(/Lower --learning-rate, give --clip 1, or --standardise columns/);
    expect(last).not.toContain('optimizer.');
    expect(modelOf(out).parameters.every(Number.isFinite)).toBe(true);
  });

  test('leaves its last checkpoint where nothing later can be gone on with', async () => {
    const out = join(temporaryFolder(), 'model.safetensors');
    const { code, stderr } = await command(...at('1e4'), '--checkpoint-every', '1', '--out', out);
    expect(code).toBe(1);
    const [, step] = /the state after (\d+) step\(s\) is in /.exec(stderr) ?? [];
    expect(readCheckpoint(readFileSync(out)).step).toBe(Number(step));
  });

  test('at once leaves nothing', async () => {
    const out = join(temporaryFolder(), 'model.safetensors');
    const { code, stderr } = await command(...at('1e30'), '--out', out);
    expect(code).toBe(1);
    expect(stderr).toContain('left nothing that is worth keeping');
    expect(existsSync(out)).toBe(false);
  });
});

test('what to do next is said as a shell takes it', async () => {
  const out = join(temporaryFolder(), "it's mine.safetensors");
  const { stdout } = await command('train', ...small, '--target', 'two_moons', '--out', out);
  expect(stdout).toContain(`next: scorefield sample --model '${out.replace("'", "'\\''")}' --particles`);
});

describe('an interrupt', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s gives exit code %i within a second and keeps the training so far', async (signal, code) => {
    const out = join(temporaryFolder(), 'model.safetensors');
    const run = start('train', '--engine', 'cpu', '--target', 'two_moons', '--steps', '2000', '--out', out);
    await run.says('mean loss');
    const since = performance.now();
    run.kill(signal);
    const { code: ended, stderr } = await run.outcome;
    expect(performance.now() - since).toBeLessThan(1000);
    expect(ended).toBe(code);
    const [, step, file] =
      /interrupted, the training as it is after step (\d+) of 2000 is in (.+); to go on: scorefield train .+ --resume\n$/.exec(
        stderr,
      ) ?? [];
    expect(Number(step)).toBeGreaterThanOrEqual(100);
    expect(file).toBe(out);
    expect(modelOf(out).network.hidden).toEqual([64, 64]);
  });

  test('before the first step leaves nothing', async () => {
    const out = join(temporaryFolder(), 'model.safetensors');
    // A step of some seconds.
    const run = start('train', '--engine', 'cpu', '--target', 'two_moons', '--batch', '100000', '--out', out);
    await run.says('noise:');
    run.kill('SIGINT');
    const { code, stderr } = await run.outcome;
    expect(code).toBe(130);
    expect(stderr).toContain('nothing was written');
    expect(existsSync(out)).toBe(false);
  });
});
