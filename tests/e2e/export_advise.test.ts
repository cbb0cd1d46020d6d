import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeModel, writeOnnx } from '../../src/files/index.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { noise } from '../../src/noise.ts';
import { build, command, temporaryFolder } from './command.ts';

beforeAll(build);

describe('export', () => {
  test('writes the graph of the model, and does not replace a file unless it may', async () => {
    const folder = temporaryFolder();
    const [file, out] = [join(folder, 'model.safetensors'), join(folder, 'model.onnx')];
    const network = mlp({ dimension: 2, hidden: [8] });
    const model: Model = { kind: 'network', network, noise: noise([2, 1]), parameters: initialParameters(network, 1) };
    writeFileSync(file, writeModel(model));
    const { code, stdout } = await command('export', '--model', file, '--out', out);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`wrote ${out}`) });
    expect(new Uint8Array(readFileSync(out))).toEqual(writeOnnx(model));
    expect((await command('export', '--model', file, '--out', out)).code).toBe(1);
    const again = await command('export', '--model', file, '--out', out, '--force', '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual({
      model: file,
      type: 'float32',
      network,
      noise: { levels: [2, 1] },
      bytes: readFileSync(out).length,
      out,
    });
    expect(readdirSync(folder).sort()).toEqual(['model.onnx', 'model.safetensors']);
  });

  test.each([
    [['--out', 'm.onnx'], 2, '--model'],
    [['--model', 'm.safetensors', '--out', 'm.safetensors'], 2, '--out'],
    [['--model', 'nowhere.safetensors', '--out', 'm.onnx'], 1, '--model'],
  ])('refuses %j', async (args, code, named) => {
    const outcome = await command('export', ...args);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toMatch(/^scorefield: .+\n$/);
    expect(outcome.stderr).toContain(named);
  });
});

describe('advise', () => {
  test('tells a ladder and steps, with reasons and the options to give', async () => {
    const { code, stdout } = await command('advise', '--target', 'two_moons');
    expect(code).toBe(0);
    expect(stdout).toMatch(/--sigmas [\d.]+,[\d.]+,\d+\n/);
    expect(stdout).toMatch(/--steps-per-level \d+ --epsilon [\d.e-]+\n/);
    expect(stdout).toContain('Technique 2 has no answer in 2 dimension(s)');
  });

  test('with --json as data, from a file and from a scale alike', async () => {
    const data = join(temporaryFolder(), 'data.csv');
    writeFileSync(data, '0,0\n3,4.0\n1,1\n');
    const [fromFile, fromScale] = await Promise.all([
      command('advise', '--data', data, '--to', '0.1', '--json'),
      command('advise', '--dimension', '2', '--scale', '5', '--to', '0.1', '--json'),
    ]);
    const { about, reasons, ...advice } = JSON.parse(fromFile.stdout);
    const notes = ['columns: 0 to 1, by number, for the file has no names'];
    expect(about).toEqual({ file: data, columns: ['0', '1'], notes });
    expect(reasons.from).toContain('3 points');
    expect(advice).toMatchObject({ from: 5, to: 0.1, levels: expect.any(Number), epsilon: expect.any(Number) });
    expect(JSON.parse(fromScale.stdout)).toMatchObject({ ...advice, about: { dimension: 2, largestDistance: 5 } });
    const inside = await command('advise', '--data', data, '--standardise', 'global', '--json');
    // Variances of 0, 3, 1 and 0, 4, 1, and what the largest distance, 5, is in units of the deviation they have together.
    const expected = { standardise: 'global', from: 5 / Math.sqrt((14 / 9 + 26 / 9) / 2) };
    expect(JSON.parse(inside.stdout)).toMatchObject({ ...expected, from: expect.closeTo(expected.from, 5) });
  });
});
