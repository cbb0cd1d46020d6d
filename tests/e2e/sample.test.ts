import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCsv, readNpy, writeModel } from '../../src/files/index.ts';
import { initialParameters, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { build, command, start, temporaryFolder } from './command.ts';
import { launch } from './faults/launch.ts';

const langevin = ['--engine', 'cpu', '--method', 'langevin', '--steps-per-level', '3'];

beforeAll(build);

/** A folder with an untrained model in it. */
function folderWithModel(): { folder: string; model: string } {
  const folder = temporaryFolder();
  const model = join(folder, 'model.safetensors');
  const network = mlp({ dimension: 2, hidden: [32], activation: 'tanh', output: { edm: 1 } });
  const noise = geometric({ from: 2, to: 0.5, levels: 4 });
  writeFileSync(model, writeModel({ kind: 'network', network, noise, parameters: initialParameters(network, 1) }));
  return { folder, model };
}

describe('a run', () => {
  test('writes the same samples as .npy and as .csv, and the first of many are those of few', async () => {
    const { folder, model } = folderWithModel();
    const [few, many] = [join(folder, 'few.npy'), join(folder, 'new', 'many.csv')];
    const { code, stdout } = await command('sample', '--model', model, ...langevin, '--particles', '10', '--out', few);
    expect(code).toBe(0);
    expect(stdout).toContain(`wrote ${few}`);
    // More values than a chunk of the file holds.
    const next = await command('sample', '--model', model, ...langevin, '--particles', '40000', '--out', many);
    expect(next.code).toBe(0);
    const samples = readNpy(readFileSync(few));
    expect(samples.shape).toEqual([10, 2]);
    const { points } = readCsv(readFileSync(many, 'utf8'));
    expect(points.shape).toEqual([40_000, 2]);
    expect(Float32Array.from(points.values.subarray(0, 20))).toEqual(samples.values);
    expect(readdirSync(folder).sort()).toEqual(['few.npy', 'model.safetensors', 'new']);
  });

  test('writes the same bytes whatever the size of its chunks', async () => {
    const { folder, model } = folderWithModel();
    for (const ending of ['npy', 'csv']) {
      const written: string[] = [];
      for (const chunk of [[], ['--chunk', '4'], ['--chunk', '1000'], ['--chunk', '1004']]) {
        const out = join(folder, `${chunk.join('')}.${ending}`);
        const options = ['--model', model, ...langevin, '--denoise', '--particles', '2003', ...chunk, '--out', out];
        const { code, stdout } = await command('sample', ...options);
        expect(code).toBe(0);
        expect(stdout.includes(' at a time')).toBe(chunk.length > 0);
        written.push(readFileSync(out).toString('latin1'));
      }
      expect(written.map((bytes) => bytes === written[0])).toEqual([true, true, true, true]);
    }
    expect(readNpy(readFileSync(join(folder, '.npy'))).shape).toEqual([2003, 2]);
  });

  test('with --json tells what it did', async () => {
    const { folder, model } = folderWithModel();
    const out = join(folder, 's.npy');
    const options = ['--epsilon', '0.01', '--initial', '3', '--denoise', '--seed', '5', '--particles', '7', '--json'];
    const { code, stdout } = await command('sample', '--model', model, ...langevin, ...options, '--out', out);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      engine: 'cpu',
      adapter: expect.objectContaining({ type: 'none' }),
      model,
      particles: 7,
      chunk: 8,
      dimension: 2,
      sampling: {
        ...{ method: 'langevin', levels: 4, from: 2, to: 0.5, evaluations: 13, end: 0 },
        ...{ stepsPerLevel: 3, epsilon: 0.01, denoise: true, initial: 3, seed: 5 },
      },
      seconds: { sample: expect.any(Number), write: expect.any(Number) },
      out,
    });
  });
});

describe('--out -', () => {
  test('writes the samples to standard output, and all else elsewhere', async () => {
    const { folder, model } = folderWithModel();
    const asked = ['sample', '--model', model, ...langevin, '--particles', '50'];
    const out = join(folder, 's.csv');
    expect((await command(...asked, '--out', out)).code).toBe(0);
    const { code, stdout, stderr } = await command(...asked, '--out', '-');
    expect([code, stdout]).toEqual([0, readFileSync(out, 'utf8')]);
    expect(stderr).toContain('engine: cpu');
    expect(readdirSync(folder).sort()).toEqual(['model.safetensors', 's.csv']);
  });

  test('as .npy with the number of rows that will come', async () => {
    const { folder, model } = folderWithModel();
    const asked = ['sample', '--model', model, ...langevin, '--particles', '50', '--chunk', '4'];
    const out = join(folder, 's.npy');
    expect((await command(...asked, '--out', out)).code).toBe(0);
    const { child, ended } = launch([...asked, '--out', '-', '--format', 'npy']);
    const pieces: Buffer[] = [];
    child.stdout!.on('data', (piece) => pieces.push(piece));
    expect((await ended).code).toBe(0);
    expect(Buffer.concat(pieces).equals(readFileSync(out))).toBe(true);
  });

  test.each([
    [['--out', '-', '--json'], '--json'],
    [['--out', '-', '--format', 'text'], '--format'],
    [['--out', 's.csv', '--format', 'csv'], '--format'],
    [['--out', 's.txt'], '--out'],
  ])('%j is bad usage', async (args, named) => {
    const { code, stdout, stderr } = await command('sample', '--target', 'tutorial', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^scorefield: ${named}: .*\n$`));
  });
});

describe('one line and exit code 1', () => {
  test('when the model is absent or none, the file exists, or the particles explode', async () => {
    const { folder, model } = folderWithModel();
    const out = join(folder, 's.npy');
    const refused = async (args: readonly string[], ...named: string[]): Promise<void> => {
      const { code, stderr } = await command('sample', ...langevin, ...args);
      expect(code).toBe(1);
      const complaint = stderr.split('\n').filter((line) => line.startsWith('scorefield:'));
      expect(complaint).toHaveLength(1);
      for (const text of named) expect(complaint[0]).toContain(text);
    };
    await refused(['--model', join(folder, 'none'), '--out', out], '--model', 'none');
    const broken = join(folder, 'broken');
    writeFileSync(broken, readFileSync(model).subarray(0, 200));
    await refused(['--model', broken, '--out', out], broken, 'safetensors');
    await refused(['--model', model, '--epsilon', '1e30', '--out', out], 'sampling');
    expect(readdirSync(folder).sort()).toEqual(['broken', 'model.safetensors']);
    writeFileSync(out, 'mine');
    await refused(['--model', model, '--out', out], out, '--force');
    expect(readFileSync(out, 'utf8')).toBe('mine');
  });
});

describe('an interrupt', () => {
  // How not to lose it the next time, where there is more than one chunk.
  const hint = '; --out FOLDER/ writes parts, and keeps those that are finished';

  test.each([
    ['in a chunk', ['--steps-per-level', '1000'], 'sampling:', hint],
    ['between chunks', ['--steps-per-level', '1', '--chunk', '4000'], 'sampling: 25 %', hint],
    // All are drawn, and writing so many as text takes longer than that.
    ['while writing', ['--steps-per-level', '1', '--chunk', '1000000'], 'sampling: 100 %', ''],
  ])('%s gives exit code 130 within a second and leaves no file', async (_, options, moment, more) => {
    const { folder, model } = folderWithModel();
    const run = start(
      ...['sample', '--engine', 'cpu', '--method', 'langevin', '--model', model, '--particles', '1000000'],
      ...[...options, '--out', join(folder, 's.csv')],
    );
    await run.says(moment);
    const since = performance.now();
    run.kill('SIGINT');
    const { code, stderr } = await run.outcome;
    expect(performance.now() - since).toBeLessThan(1000);
    expect(code).toBe(130);
    expect(stderr.trim().split('\n').at(-1)).toBe(`scorefield: interrupted, nothing was written${more}`);
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
  });
});
