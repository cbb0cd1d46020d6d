import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
    expect(JSON.parse(stdout)).toEqual({
      engine: 'cpu',
      adapter: expect.objectContaining({ type: 'none' }),
      model,
      goal: { target: 'tutorial', dimension: 1, sigma: 0.5 },
      particles: 300,
      sampling: {
        ...{ method: 'langevin', levels: 3, from: 2, to: 0.5, evaluations: 6, end: 0.5 },
        ...{ stepsPerLevel: 2, epsilon: expect.any(Number), denoise: false, initial: 2, seed: 0 },
      },
      score: [2, 1, 0.5].map((sigma) => ({ sigma, rmse: expect.any(Number), exact: expect.any(Number) })),
      ks: plain,
      w1: plain,
      slicedW2: { ...measure, samples: 300 },
      mmdSquared: { ...measure, samples: 300 },
      modes: {
        found: expect.any(Number),
        weights: [0.1, 0.9],
        shares: [expect.any(Number), expect.any(Number)],
        largestError: { ...measure, samples: 300 },
      },
    });
    const { stdout: words } = await command(...args);
    for (const word of [
      'noise level',
      'KS',
      'W1',
      'sliced W2',
      'MMD²',
      'modes found',
      'floor',
      'tutorial with noise of σ = 0.5',
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
    const { goal, score, ks, modes, slicedW2 } = JSON.parse(stdout);
    const notes = ['columns: 0 to 2, by number, for the file has no names'];
    const columns = ['0', '1', '2'];
    expect({ goal, score, ks, modes }).toEqual({ goal: { file: data, columns, notes, sigma: 0 }, score: [] });
    expect(slicedW2).toEqual({ ...measure, samples: 200 });
  });
});

describe('what cannot be judged is said in one line', () => {
  test('another dimension, and data that are all the same', async () => {
    const model = modelFile(2);
    const complaint = async (code: number, ...args: string[]): Promise<string> => {
      const outcome = await command('evaluate', '--model', model, ...langevin, '--particles', '50', ...args);
      expect(outcome.code).toBe(code);
      const lines = outcome.stderr.split('\n').filter((line) => line.startsWith('scorefield:'));
      expect(lines).toHaveLength(1);
      return lines[0]!;
    };
    expect(await complaint(2, '--target', 'tutorial')).toContain('tutorial has 1');
    const data = join(temporaryFolder(), 'data.csv');
    writeFileSync(data, '1,2\n1,2\n1,2\n');
    expect(await complaint(2, '--data', data, '--denoise')).toContain('most of which are the same');
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
