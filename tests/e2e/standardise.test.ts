import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCsv, readModel, writeModel } from '../../src/files/index.ts';
import { type Model, mlp } from '../../src/network.ts';
import { noise } from '../../src/noise.ts';
import type { Points } from '../../src/points.ts';
import { build, command, temporaryFolder } from './command.ts';

beforeAll(build);

/** Mean and standard deviation of each column. */
function momentsOf({ values, shape: [count, dimension] }: Points): { mean: number; deviation: number }[] {
  return Array.from({ length: dimension }, (_, j) => {
    const column = Array.from({ length: count }, (_, i) => values[i * dimension + j]!);
    const mean = column.reduce((sum, x) => sum + x / count, 0);
    return { mean, deviation: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2 / count, 0)) };
  });
}

/** A table of measurements as people have them: two columns that go together, normal, and a hundred thousand times apart. */
function table(): string {
  const lines = Array.from({ length: 1000 }, (_, i) => {
    const [radius, angle] = [Math.sqrt(-2 * Math.log((i + 0.5) / 1000)), 2 * Math.PI * ((i * 0.618034) % 1)];
    const [a, b] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    return `${5000 + 300 * a},${0.02 + 0.003 * (0.8 * a + 0.6 * b)}`;
  });
  return `mass,width\n${lines.join('\n')}\n`;
}

test('columns of very different scales are learned, and samples have the mean and deviation of each', async () => {
  const folder = temporaryFolder();
  const [data, model, samples] = ['data.csv', 'model.safetensors', 'samples.csv'].map((name) => join(folder, name));
  writeFileSync(data!, table());
  const { code, stdout } = await command(
    ...[
      'train',
      '--engine',
      'cpu',
      '--data',
      data!,
      '--standardise',
      'columns',
      '--sigmas',
      '3,0.5,8',
      '--batch',
      '128',
    ],
    ...['--hidden', '16,16', '--steps', '1000', '--ema', '0.98', '--out', model!],
  );
  expect(code).toBe(0);
  expect(stdout).toContain('in 2 dimension(s), standardised');
  const langevin = ['--method', 'langevin', '--particles', '10000', '--steps-per-level', '40', '--epsilon', '0.05'];
  expect((await command('sample', '--engine', 'cpu', '--model', model!, ...langevin, '--out', samples!)).code).toBe(0);
  const given = momentsOf(readCsv(readFileSync(data!, 'utf8')).points);
  const { transform } = readModel(readFileSync(model!));
  const drawn = readCsv(readFileSync(samples!, 'utf8')).points;
  momentsOf(drawn).forEach(({ mean, deviation }, j) => {
    expect(transform!.scale[j]! / given[j]!.deviation).toBeCloseTo(1, 5);
    // Four standard errors of 10,000 samples are 4 % of a deviation in the mean and 3 % in the deviation; the steps of
    // the sampling run widen by 2 %, and over six seeds the network was off by up to 4 %.
    expect(Math.abs(mean - given[j]!.mean) / given[j]!.deviation).toBeLessThan(0.1);
    // Samples carry the noise of the last level, 0.5 in standardised units.
    expect(Math.abs(deviation / (given[j]!.deviation * Math.sqrt(1.25)) - 1)).toBeLessThan(0.1);
  });
});

describe('evaluate', () => {
  const network = (dimension: number) => mlp({ dimension, hidden: [] });
  const file = (model: Model): string => {
    const path = join(temporaryFolder(), 'model.safetensors');
    writeFileSync(path, writeModel(model));
    return path;
  };
  const judged = async (model: Model, ...args: string[]) => {
    const langevin = ['--engine', 'cpu', '--method', 'langevin', '--steps-per-level', '2', '--particles', '100'];
    const outcome = await command('evaluate', '--model', file(model), ...langevin, ...args, '--json');
    expect(outcome.code).toBe(0);
    return { ...JSON.parse(outcome.stdout), words: outcome.stderr };
  };

  test('judges the score in the units of the data', async () => {
    // s(y) = −0.5·y + 0.3 of y = (x − 1)/2, and the same in x.
    const inside: Model = {
      kind: 'network',
      network: network(1),
      noise: noise([2, 1, 0.5]),
      parameters: Float32Array.of(-0.5, 0, 0.3),
      transform: { shift: [1], scale: [2] },
    };
    const outside: Model = {
      kind: 'network',
      network: network(1),
      noise: noise([4, 2, 1]),
      parameters: Float32Array.of(-0.125, 0, 0.275),
    };
    const [ours, expected] = [
      await judged(inside, '--target', 'tutorial'),
      await judged(outside, '--target', 'tutorial'),
    ];
    expect(ours.goal).toEqual(expected.goal);
    expect(ours.score).toHaveLength(3);
    for (const [i, { sigma, rmse, exact }] of expected.score.entries()) {
      expect(ours.score[i]).toMatchObject({ sigma, exact });
      // Weights rounded to float32.
      expect(ours.score[i].rmse / rmse).toBeCloseTo(1, 5);
    }
  });

  test('knows the noise of each column, and says what it leaves out for that', async () => {
    const model: Model = {
      kind: 'network',
      network: network(2),
      noise: noise([2, 1]),
      parameters: Float32Array.of(-0.5, 0, 0, -0.5, 0, 0, 0, 0),
      transform: { shift: [0, 0], scale: [3, 0.5] },
    };
    const { goal, score, modes, words } = await judged(model, '--target', 'eight_gaussians');
    expect(goal).toEqual({ target: 'eight_gaussians', dimension: 2, sigma: [3, 0.5] });
    expect({ score, modes }).toEqual({ score: [], modes: undefined });
    expect(words).toContain('with noise of σ = 3, 0.5 in their columns');
    expect(words).toContain('left out: score RMSE and weights of modes');
    const same = await judged({ ...model, transform: { shift: [1, 0], scale: [3, 3] } }, '--target', 'eight_gaussians');
    expect(same.goal.sigma).toBe(3);
    expect(same.score.map(({ sigma }: { sigma: number }) => sigma)).toEqual([6, 3]);
    expect(same.modes).toBeDefined();
    expect(same.words).not.toContain('left out');
  });
});
