import { expect, test } from 'vitest';
import { likelihoodFor } from '../../src/cli/commands/likelihood.ts';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { heldOutPoints, likelihoodOf } from '../../src/judging/likelihood.ts';
import { type Model, mlp, parameterCount } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';

const engine = createCpuEngine();
const noise = geometric({ from: 30, to: 0.1, levels: 4 });
const quiet = { signal: new AbortController().signal, onProgress: () => {} };

/** s = −x/(1 + σ²): a network whose output is 0, in the form of EDM for data of deviation 1. */
function normal(dimension: number, hidden: number[] = []): Model {
  const network = mlp({ dimension, hidden, output: { edm: 1 } });
  return {
    ...{ kind: 'network', network, noise, parameters: new Float32Array(parameterCount(network)) },
    moments: { mean: Array(dimension).fill(0), deviation: Array(dimension).fill(1) },
  };
}

test('a model that says normal is as likely as a normal', async () => {
  const data = points([0, 1, -1, 2]);
  const found = await likelihoodOf(engine, { score: normal(1), noise, goal: { data }, points: data }, quiet);
  const variance = 1.01;
  const each = [0, 1, 1, 4].map((square) => 0.5 * (square / variance + Math.log(2 * Math.PI * variance)));
  const mean = each.reduce((sum, value) => sum + value / 4, 0);
  expect(found).toMatchObject({ points: 4, sigma: 0.1 });
  // The solver and float32, as in log_density.test.ts.
  expect(found.nats.mean).toBeCloseTo(mean, 3);
  expect(found.nats.error).toBeCloseTo(Math.sqrt(each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 12), 3);
  expect(found.bitsPerDimension).toBeCloseTo(mean / Math.LN2, 3);
  expect(found.exact).toBeUndefined();
});

test('a target knows what is exact', async () => {
  const goal = { target: 'tutorial', dimension: 1 };
  const held = heldOutPoints(goal, 50);
  expect(held.shape).toEqual([50, 1]);
  const { exact } = await likelihoodOf(engine, { score: normal(1), noise, goal, points: held }, quiet);
  const perturbed = tutorialTarget().perturbed(0.1);
  const sum = Array.from(held.values).reduce((all, x) => all - Math.log(perturbed.pdf(x)), 0);
  expect(exact).toBeCloseTo(sum / 50, 10);
});

test('rows of data are spread evenly', () => {
  const data = points(
    Float64Array.from({ length: 20 }, (_, i) => i),
    2,
  );
  expect([...heldOutPoints({ data }, 5).values]).toEqual([0, 1, 4, 5, 8, 9, 12, 13, 16, 17]);
  expect([...heldOutPoints({ data }, 50).values]).toEqual([...data.values]);
});

test('what takes long is left out unless it is asked for', async () => {
  const progress = { begin() {}, advance() {}, print() {}, end() {} };
  const wide = normal(20, [512, 512]);
  const data = points(new Float64Array(40), 20);
  const ask = (asked: number | undefined, score = wide, goal = { data }) =>
    likelihoodFor(engine, { score, noise, goal, asked }, { progress, signal: quiet.signal });
  const many = { data: points(new Float64Array(20 * 300), 20) };
  expect(await ask(undefined, wide, many)).toEqual({ leftOut: expect.stringContaining('--likelihood 256') });
  expect(await ask(0)).toEqual({});
  expect((await ask(1, normal(20))).likelihood!.points).toBe(1);
});
