import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readCsv, readNpy, writeModel } from '../../src/files/index.ts';
import { initialParameters, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import type { Values } from '../../src/points.ts';
import { build, command, temporaryFolder } from './command.ts';

beforeAll(build);

/** The share of the points on the small mode, around 6, and the deviation of the large one, around −2. */
function modesOf(given: Values): { share: number; deviation: number } {
  const values = Array.from(given);
  const large = values.filter((x) => x < 2);
  const mean = large.reduce((sum, x) => sum + x, 0) / large.length;
  const variance = large.reduce((sum, x) => sum + (x - mean) ** 2, 0) / large.length;
  return { share: 1 - large.length / values.length, deviation: Math.sqrt(variance) };
}

test('train and sample by default give a mode of a hundredth of the data its share', async () => {
  const folder = temporaryFolder();
  const data = 'tests/cases/imbalanced.csv';
  const [model, out] = [join(folder, 'model.safetensors'), join(folder, 'samples.npy')];
  expect(await command('train', '--engine', 'cpu', '--data', data, '--out', model)).toMatchObject({ code: 0 });
  const drawn = await command('sample', '--engine', 'cpu', '--model', model, '--particles', '50000', '--out', out);
  expect(drawn.code).toBe(0);
  const expected = modesOf(readCsv(readFileSync(data, 'utf8')).points.values);
  const found = modesOf(readNpy(readFileSync(out)).values);
  expect(expected.share).toBeCloseTo(0.0095, 6);
  // Seeds 0 to 4 of the training gave 0.0094 to 0.0107; the standard error of 50,000 samples is 0.0004. Annealed Langevin
  // dynamics, the default before, gave 0.025.
  expect(Math.abs(found.share / expected.share - 1)).toBeLessThan(0.2);
  // Seeds 0 to 4 gave 0.495 to 0.498 instead of 0.500; its standard error is 0.0016.
  expect(Math.abs(found.deviation / expected.deviation - 1)).toBeLessThan(0.03);
});

test('a target is sampled and judged by its exact score', async () => {
  const out = join(temporaryFolder(), 'samples.npy');
  const options = ['--engine', 'cpu', '--target', 'eight_gaussians', '--particles', '4000'];
  expect(await command('sample', ...options, '--method', 'heun', '--levels', '18', '--out', out)).toMatchObject({
    code: 0,
  });
  expect(readNpy(readFileSync(out)).shape).toEqual([4000, 2]);
  const { code, stdout } = await command('evaluate', ...options, '--exact', '--json');
  expect(code).toBe(0);
  const { exact, sampling, slicedW2, modes } = JSON.parse(stdout);
  expect(exact).toBe(true);
  expect(sampling).toMatchObject({ method: 'dpm-solver-sde', levels: 32, evaluations: 32, end: 0 });
  expect(modes.found).toBe(8);
  // Perfect draws lie around the floor, as its deviation says; 32 steps add less than one deviation.
  expect(slicedW2.value).toBeLessThan(slicedW2.floor.mean + 4 * slicedW2.floor.deviation);
});

test('a file without moments, and noise levels beyond those of the training, are said', async () => {
  const folder = temporaryFolder();
  const [model, out] = [join(folder, 'old.safetensors'), join(folder, 'samples.npy')];
  const network = mlp({ dimension: 1, hidden: [8], activation: 'tanh', output: { edm: 1 } });
  const noise = geometric({ from: 5, to: 0.1, levels: 4 });
  writeFileSync(model, writeModel({ kind: 'network', network, noise, parameters: initialParameters(network, 1) }));
  const options = ['--engine', 'cpu', '--model', model, '--particles', '20', '--out', out];
  const plain = await command('sample', ...options);
  expect(plain.stdout).toMatch(/note: this model, of an earlier release/);
  expect(plain.stdout).not.toMatch(/trained for noise levels/);
  const wide = ['--method', 'heun', '--levels', '18', '--sigmas', '80,0.002', '--spacing', 'karras', '--force'];
  const { code, stdout } = await command('sample', ...options, ...wide);
  expect(code).toBe(0);
  expect(stdout).toMatch(/heun, 18 levels from σ = 80 to 0\.0020, 35 evaluations/);
  expect(stdout).toMatch(/note: the network was trained for noise levels from σ = 5\.0 to 0\.10/);
  // Langevin dynamics forget their start.
  const chains = await command('sample', ...options, '--method', 'langevin', '--force');
  expect(chains.stdout).not.toContain('note:');
});
