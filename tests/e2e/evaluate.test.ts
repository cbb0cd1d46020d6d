import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeModel } from '../../src/files/index.ts';
import { initialParameters, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { build, command, start, temporaryFolder } from './command.ts';

const langevin = ['--engine', 'cpu', '--method', 'langevin', '--steps-per-level', '2'];
const measure = { value: expect.any(Number), floor: { mean: expect.any(Number), deviation: expect.any(Number) } };

beforeAll(build);

/** The file of an untrained model. */
function modelFile(dimension: number): string {
  const file = join(temporaryFolder(), 'model.safetensors');
  const network = mlp({ dimension, hidden: [16], activation: 'tanh', output: { edm: 1 } });
  const noise = geometric({ from: 2, to: 0.5, levels: 3 });
  writeFileSync(file, writeModel({ kind: 'network', network, noise, parameters: initialParameters(network, 1) }));
  return file;
}

describe('a model is judged', () => {
  test('on the line, by all that is known there', async () => {
    const model = modelFile(1);
    const args = ['evaluate', '--model', model, ...langevin, '--target', 'tutorial', '--particles', '300'];
    const { code, stdout } = await command(...args, '--json');
    expect(code).toBe(0);
    const plain = { value: expect.any(Number), floor: expect.any(Number), samples: 300 };
    const spread = { median: expect.any(Number), iqr: expect.any(Number) };
    const comparison = {
      ks: plain,
      w1: plain,
      slicedW2: { ...measure, samples: 300, directions: 1, farShare: expect.any(Number) },
      mmdSquared: { ...measure, samples: 300 },
      modes: {
        found: expect.any(Number),
        weights: [0.1, 0.9],
        shares: [expect.any(Number), expect.any(Number)],
        largestError: { ...measure, samples: 300 },
      },
      columns: {
        each: [{ column: 0, samples: spread, target: spread, ks: { ...measure, samples: 300 } }],
        largestKs: { ...measure, samples: 300 },
      },
    };
    expect(JSON.parse(stdout)).toEqual({
      engine: 'cpu',
      adapter: expect.objectContaining({ type: 'none' }),
      model,
      goal: { target: 'tutorial', dimension: 1, sigma: 0.5 },
      particles: 300,
      concerns: [],
      sampling: {
        ...{ method: 'langevin', levels: 3, from: 2, to: 0.5, evaluations: 6, end: 0.5 },
        ...{ stepsPerLevel: 2, epsilon: expect.any(Number), denoise: false, initial: 2, seed: 0 },
      },
      score: [2, 1, 0.5].map((sigma) => ({ sigma, rmse: expect.any(Number), exact: expect.any(Number) })),
      likelihood: {
        ...{ points: 256, sigma: 0.5, nats: { mean: expect.any(Number), error: expect.any(Number) } },
        ...{ bitsPerDimension: expect.any(Number), exact: expect.any(Number) },
      },
      ...comparison,
      clean: comparison,
    });
    const { stdout: words } = await command(...args);
    for (const word of [
      'noise level',
      'likelihood: −ln p of 256 points by the model, with its noise of σ = 0.5',
      'of the target itself',
      'KS',
      'W1',
      'sliced W2',
      'MMD²',
      'modes found',
      'floor',
      'tutorial with noise of σ = 0.5',
      'the same samples with tutorial itself, without noise',
      'median',
      'IQR',
    ])
      expect(words).toContain(word);
  });

  test('against data of more dimensions, by what can be told of them', async () => {
    const model = modelFile(3);
    const data = join(temporaryFolder(), 'data.csv');
    writeFileSync(data, Array.from({ length: 40 }, (_, i) => `${Math.sin(i)},${Math.cos(i)},${i % 3}\n`).join(''));
    const options = ['--data', data, '--particles', '200', '--denoise', '--json'];
    const { code, stdout } = await command('evaluate', '--model', model, ...langevin, ...options);
    expect(code).toBe(0);
    const { goal, score, ks, modes, slicedW2, likelihood } = JSON.parse(stdout);
    // All rows, there being fewer than it would take; what is exact of data nobody knows.
    expect(likelihood).toMatchObject({ points: 40, sigma: 0.5 });
    expect(likelihood.exact).toBeUndefined();
    const notes = ['columns: 0 to 2, by number, for the file has no names'];
    const columns = ['0', '1', '2'];
    expect({ goal, score, ks, modes }).toEqual({ goal: { file: data, columns, notes, sigma: 0 }, score: [] });
    expect(slicedW2).toEqual({ ...measure, samples: 200, directions: 256, farShare: expect.any(Number) });
  });

  test('against data with one point far out, and data most of which are the same', async () => {
    const model = modelFile(2);
    const judge = async (name: string, ...options: string[]) => {
      const data = fileURLToPath(new URL(`../cases/${name}.csv`, import.meta.url));
      const run = await command(
        'evaluate',
        '--model',
        model,
        '--data',
        data,
        ...langevin,
        ...options,
        '--particles',
        '200',
      );
      expect(run.code).toBe(0);
      return run.stdout;
    };
    // 1999 normal rows of deviation 1 and one at (3000, 0): the file's own quartiles, and the 1 % in which that one lies.
    const { columns, slicedW2, clean } = JSON.parse(await judge('one_outlier', '--denoise', '--json'));
    expect(clean).toBeUndefined();
    for (const { target } of columns.each) {
      expect(Math.abs(target.median)).toBeLessThan(0.1);
      expect(Math.abs(target.iqr - 1.349)).toBeLessThan(0.1);
    }
    expect(slicedW2.farShare).toBeGreaterThan(0.9);
    expect(await judge('one_outlier')).toContain('note: a few far points decide the sliced W2');
    // 200 rows (1, 1) and five (1, 1.5): what most distances are, 0, is no width of a kernel.
    const dups = JSON.parse(await judge('dups', '--denoise', '--json'));
    expect(dups.mmdSquared).toEqual({ ...measure, samples: 200 });
    expect(dups.columns.each.map(({ target }: { target: unknown }) => target)).toEqual([
      { median: 1, iqr: 0 },
      { median: 1, iqr: 0 },
    ]);
  });

  test('against data that are all the same, but for MMD²', async () => {
    const data = join(temporaryFolder(), 'data.csv');
    writeFileSync(data, '1,2\n1,2\n1,2\n');
    const options = ['--data', data, '--particles', '50', '--denoise'];
    const { code, stdout } = await command('evaluate', '--model', modelFile(2), ...langevin, ...options);
    expect(code).toBe(0);
    expect(stdout).toContain('left out: MMD²');
    expect(stdout).toContain('sliced W2');
  });
});

describe('what cannot be judged is said in one line', () => {
  test('as another dimension', async () => {
    const options = ['--particles', '50', '--target', 'tutorial'];
    const { code, stderr } = await command('evaluate', '--model', modelFile(2), ...langevin, ...options);
    expect(code).toBe(2);
    const lines = stderr.split('\n').filter((line) => line.startsWith('scorefield:'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('tutorial has 1');
    expect(stderr).not.toContain('sampling');
  });
});

describe('an interrupt', () => {
  test.each(['sampling', 'judging'])('while %s gives exit code 130 within a second', async (moment) => {
    const particles = moment === 'sampling' ? '1000000' : '100000';
    const run = start(
      'evaluate',
      '--model',
      modelFile(1),
      ...langevin,
      '--target',
      'tutorial',
      '--particles',
      particles,
    );
    await run.says(moment === 'sampling' ? 'engine:' : 'judging: 25 %');
    const since = performance.now();
    run.kill('SIGINT');
    const { code, stderr } = await run.outcome;
    expect(performance.now() - since).toBeLessThan(1000);
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted, nothing was written');
  });
});
