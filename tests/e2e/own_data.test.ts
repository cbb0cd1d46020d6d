import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readModel, readPoints } from '../../src/files/index.ts';
import type { Points } from '../../src/points.ts';
import { quartilesOf } from '../../src/spread.ts';
import { build, command, commandFed, temporaryFolder } from './command.ts';

beforeAll(build);

const small = ['--engine', 'cpu', '--hidden', '32,32', '--steps', '1500'];

async function pointsIn(file: string): Promise<Points> {
  return (await readPoints(readFileSync(file))).points;
}

/** Median and interquartile range of each column. */
function spreads(points: Points): { median: number; range: number }[] {
  return Array.from({ length: points.shape[1] }, (_, column) => {
    const { lower, median, upper } = quartilesOf(points, column);
    return { median, range: upper - lower };
  });
}

/** Trains on a file and draws samples into one. */
async function learned(data: string, ...options: string[]): Promise<{ printed: string; samples: Points }> {
  const folder = temporaryFolder();
  const [model, out] = [join(folder, 'model.safetensors'), join(folder, 'samples.csv')];
  const trained = await command('train', '--data', data, ...small, ...options, '--out', model);
  expect(trained.code).toBe(0);
  const drawn = ['--engine', 'cpu', '--model', model, '--particles', '5000', '--out', out];
  expect(await command('sample', ...drawn)).toMatchObject({ code: 0 });
  return { printed: trained.stdout, samples: await pointsIn(out) };
}

/** What so short a training misses of the middle half, and what 5000 samples of it and some 1000 rows scatter: a few hundredths each. */
function requireSpreads(samples: Points, data: Points): void {
  const expected = spreads(data);
  spreads(samples).forEach(({ median, range }, column) => {
    const right = expected[column]!;
    expect(Math.abs(median - right.median) / right.range).toBeLessThan(0.15);
    expect(Math.abs(range / right.range - 1)).toBeLessThan(0.2);
  });
}

describe('the bulk of the data comes back', () => {
  test.each([
    ['as they are', []],
    ['by columns', ['--standardise', 'columns']],
    ['robust', ['--standardise', 'robust']],
  ])('beside a row far out, %s', async (_, options) => {
    const data = 'tests/cases/one_outlier.csv';
    const { printed, samples } = await learned(data, ...options);
    expect(printed).toContain('note: column "x": row 8 (3000) lies far beyond the others');
    requireSpreads(samples, await pointsIn(data));
  });

  test.each(['epoch', 'stars'])('in units that float32 does not hold: %s', async (name) => {
    const data = `tests/cases/${name}.csv`;
    const { printed, samples } = await learned(data, '--standardise', 'columns');
    expect(printed).not.toContain('note:');
    requireSpreads(samples, await pointsIn(data));
    // Of 5000 draws hardly two are the same to the digits that the data have.
    const times = samples.values.filter((_, at) => at % 2 === 0);
    expect(new Set(times).size).toBeGreaterThan(4900);
  });

  test('which is said where it would not', async () => {
    const out = join(temporaryFolder(), 'model.safetensors');
    const printed = async (name: string, ...options: string[]) => {
      const data = ['--data', `tests/cases/${name}.csv`, '--out', out, '--force'];
      return (await command('train', ...data, '--engine', 'cpu', '--hidden', '4', '--steps', '1', ...options)).stdout;
    };
    expect(await printed('epoch')).toMatch(/note: column "time": .* steps of 128 in float32.*--standardise columns/);
    expect(await printed('one_outlier', '--sigmas', '3000,21,12')).toMatch(/σ = 21, is coarse beside the middle half/);
    expect(await printed('one_outlier', '--sigmas', '0.01,0.001,6')).toMatch(
      /σ = 0\.01, is small beside the middle half/,
    );
    const stars = await command('train', '--data', 'tests/cases/stars.csv', '--out', out, '--force');
    expect(stars).toMatchObject({ code: 2, stderr: expect.stringMatching(/--standardise columns/) });
  });
});

describe('a table as people have it', () => {
  const reading = ['--columns', '-station', '--missing', 'drop'];
  const table = readFileSync('tests/cases/weather.csv', 'utf8').replace(/^.*;999,9;.*\n/m, '');

  test('is asked about, column by column', async () => {
    const data = ['advise', '--data', 'tests/cases/weather.csv'];
    expect((await command(...data)).stderr).toMatch(/holds text: "north", "south"\. Leave it out: --columns -station/);
    expect((await command(...data, '--columns', '-station')).stderr).toMatch(/7 of 1200 rows .* --missing drop/);
    expect((await command(...data, ...reading)).stdout).toMatch(
      /left out: the first column.*\ndecimal mark: comma\nleft out: 7 of 1200.*\nnote: column "temperature": row 399 \(999\.9\)/,
    );
  });

  test('is learned, judged and drawn under its names, whole numbers whole', async () => {
    const folder = temporaryFolder();
    const [model, out] = [join(folder, 'model.safetensors'), join(folder, 'samples.csv')];
    const options = ['--standardise', 'columns', ...small, '--steps', '300', '--out', model];
    const trained = await commandFed(table, 'train', '--data', '-', ...reading, ...options);
    expect(trained.code).toBe(0);
    expect(trained.stdout).toContain('whole numbers: "visitors"');
    const names = ['time', 'temperature', 'pressure', 'visitors'];
    expect(readModel(readFileSync(model)).coordinates).toEqual({ names, whole: [3] });

    const judge = ['evaluate', '--model', model, '--engine', 'cpu', '--particles', '500'];
    const judged = await commandFed(table, ...judge, '--data', '-', ...reading);
    expect(judged.code).toBe(0);
    for (const name of names) expect(judged.stdout).toMatch(new RegExp(`^${name} `, 'm'));

    const draw = ['sample', '--model', model, '--engine', 'cpu', '--particles', '50', '--round', '--out', out];
    expect(await command(...draw)).toMatchObject({ code: 0 });
    const [head, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
    expect(head).toBe(names.join(','));
    expect(rows).toHaveLength(50);
    for (const row of rows) expect(row).toMatch(/^1(699|700)\d{6}\.\d+,.*,-?\d+$/);
  });

  test('has its columns in the order of the model', async () => {
    const folder = temporaryFolder();
    const [model, data] = [join(folder, 'model.safetensors'), join(folder, 'data.csv')];
    writeFileSync(data, `x,y\n${Array.from({ length: 40 }, (_, i) => `${Math.sin(i)},${i % 7}\n`).join('')}`);
    const steps = ['--engine', 'cpu', '--hidden', '4', '--schedule', 'constant', '--steps'];
    expect(await command('train', '--data', data, ...steps, '2', '--out', model)).toMatchObject({ code: 0 });
    const turned = ['--data', data, '--columns', 'y,x'];
    const refusal = {
      code: 2,
      stderr: expect.stringMatching(/column 0 of .* is "y", but that of .* is "x"; give --columns "x,y"/),
    };
    expect(await command('evaluate', '--model', model, ...turned)).toMatchObject(refusal);
    expect(await command('train', ...turned, '--steps', '4', '--resume', '--out', model)).toMatchObject(refusal);
  });
});

test('images come back in their shape, and as a picture', async () => {
  const folder = temporaryFolder();
  const [model, array, picture] = ['model.safetensors', 's.npy', 'grid.png'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const target = ['--target', 'digits_8', '--points', '200', '--engine', 'cpu', '--hidden', '8', '--steps', '5'];
  expect(await command('train', ...target, '--out', model)).toMatchObject({ code: 0 });
  const draw = ['sample', '--model', model, '--engine', 'cpu', '--particles', '9', '--levels', '4', '--out'];
  expect(await command(...draw, array)).toMatchObject({ code: 0 });
  expect(await readPoints(readFileSync(array))).toMatchObject({ shape: [8, 8], points: { shape: [9, 64] } });
  expect(await command(...draw, picture)).toMatchObject({ code: 0 });
  const bytes = readFileSync(picture);
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  // Three by three images of 8 × 8 pixels with seams, 28 pixels of 21 dots.
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([28 * 21, 28 * 21]);
});
