import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/exit.ts';
import { partsRequestOf } from '../../src/cli/options/parts.ts';
import { parseSampleArguments } from '../../src/cli/options/sample.ts';
import { fileOf, mostPartsOf, partOf, rangesOf } from '../../src/cli/parts/part.ts';
import { differenceOf, fingerprintOfSettings, type PartsSettings } from '../../src/cli/parts/settings.ts';
import { particlesOfSeed } from '../../src/engines/plan/sampling.ts';

describe('parts', () => {
  test.each([
    [1, 1],
    [20_001, 7],
    [20_001, mostPartsOf(20_001)],
    [particlesOfSeed, 99_999],
    [particlesOfSeed - 3, 100_000],
  ])(
    'of %i particles, %i of them, follow each other without a gap, begin at whole quads and are of one size',
    (particles, parts) => {
      let next = 0;
      const sizes = new Set<number>();
      for (let index = 0; index < parts; index++) {
        const part = partOf(index, parts, particles);
        if (part.first !== next || part.first % 4 !== 0 || part.particles < 1) expect.fail(JSON.stringify(part));
        next += part.particles;
        if (index < parts - 1) sizes.add(part.particles);
      }
      expect(next).toBe(particles);
      const quads = Math.ceil(particles / 4) / parts;
      for (const size of sizes) expect(Math.abs(size / 4 - quads)).toBeLessThan(1);
    },
  );

  test('have names whose order is theirs', () => {
    expect(fileOf({ index: 7, parts: 100 }, 'parquet')).toBe('part-00007-of-00100.parquet');
  });

  test('are listed as job arrays take them', () => {
    expect(rangesOf([3, 17, 18, 19, 21])).toBe('3,17-19,21');
    expect(rangesOf([0, 1])).toBe('0-1');
    expect(rangesOf([])).toBe('');
  });
});

describe('which parts are drawn', () => {
  const array = { SLURM_ARRAY_TASK_ID: '12', SLURM_ARRAY_TASK_MIN: '10', SLURM_ARRAY_TASK_COUNT: '4' };

  test.each([
    [{ shard: '3/8' }, {}, { total: 8, only: 3 }],
    [{ parts: '8' }, {}, { total: 8, only: undefined }],
    [{}, {}, { total: undefined, only: undefined }],
    // In an array they are what the array says, unless an option does.
    [{}, array, { total: 4, only: 2 }],
    [{}, { ...array, SLURM_ARRAY_TASK_MAX: '13', SLURM_ARRAY_TASK_STEP: '1' }, { total: 4, only: 2 }],
    [{}, { ...array, SLURM_ARRAY_TASK_STEP: '2', SLURM_ARRAY_TASK_MAX: '16' }, { total: 4, only: 1 }],
    [{ shards: '20' }, array, { total: 20, only: 12 }],
    [{ shards: '20' }, { JOB_COMPLETION_INDEX: '0' }, { total: 20, only: 0 }],
    [{ parts: '8' }, array, { total: 8, only: undefined }],
    [{ shard: '3/8' }, array, { total: 8, only: 3 }],
  ])('%j in %j: %j', (values, environment, expected) => {
    expect(partsRequestOf(values, environment)).toMatchObject(expected);
  });

  test('what the environment says is told', () => {
    expect(partsRequestOf({}, array).by).toBe('SLURM_ARRAY_TASK_ID=12 of 4 tasks');
    expect(partsRequestOf({ shards: '2' }, { JOB_COMPLETION_INDEX: '1' }).by).toBe('JOB_COMPLETION_INDEX=1');
  });

  test.each([
    [{ shard: '8/8' }, {}, '--shard'],
    [{ shard: '-1/8' }, {}, '--shard'],
    [{ shard: '3' }, {}, '--shard'],
    [{ shard: '0/100001' }, {}, '--shard'],
    [{ parts: '0' }, {}, '--parts'],
    [{ shard: '0/2', parts: '2' }, {}, '--shard and --parts'],
    [{ shards: '4' }, {}, '--parts 4'],
    [{ shards: '12' }, array, '--array=0-11'],
    [{ shards: '4' }, { JOB_COMPLETION_INDEX: 'x' }, 'JOB_COMPLETION_INDEX'],
    // Pods would else all draw the same.
    [{}, { JOB_COMPLETION_INDEX: '1' }, '--shards N'],
    // An array of a few shards that were missing.
    [{}, { ...array, SLURM_ARRAY_TASK_MAX: '19' }, 'gaps'],
    [{}, { ...array, SLURM_ARRAY_TASK_STEP: '4' }, 'gaps'],
    [{}, { SLURM_ARRAY_TASK_ID: '1' }, 'nothing says of how many'],
  ])('%j in %j is refused', (values, environment, named) => {
    expect(() => partsRequestOf(values, environment)).toThrow(UsageError);
    expect(() => partsRequestOf(values, environment)).toThrow(named);
  });
});

describe('sample into a folder', () => {
  const around = { environment: {}, argumentsOf: () => [] };
  const parse = (line: string, given: Partial<Parameters<typeof parseSampleArguments>[1]> = {}) =>
    parseSampleArguments(line.split(' '), { ...around, ...given })!;

  test('writes Parquet in parts unless said; only there the environment counts', () => {
    const environment = { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_COUNT: '3' };
    expect(parse('--target tutorial --out d/')).toMatchObject({ format: 'parquet', parts: { total: undefined } });
    expect(parse('--target tutorial --out d/', { environment })).toMatchObject({ parts: { total: 3, only: 1 } });
    expect(parse('--target tutorial --out d.npy', { environment }).parts).toBeUndefined();
    expect(parse('--target tutorial --out d --shard 2/3 --format csv')).toMatchObject({
      ...{ format: 'csv', out: 'd', parts: { total: 3, only: 2 } },
    });
  });

  test('--resume takes the options by which the parts were begun', () => {
    const begun = parse('--target tutorial --particles 50 --seed 9 --format npy --parts 5 --out d');
    const resumed = parse('--resume --out e --engine cpu', { argumentsOf: () => [...begun.same, '--parts=5'] });
    expect(resumed).toMatchObject({ ...begun, out: 'e', engine: { name: 'cpu' }, same: expect.anything() });
  });

  test.each([
    '--target tutorial --out x.npy --shard 0/2',
    '--target tutorial --out - --parts 2',
    '--target tutorial --out d/ --format png',
    '--resume --out x.npy',
    '--resume --out d --shard 0/2',
    '--resume --out d --force',
    '--resume',
  ])('%s is refused', (line) => {
    expect(() => parse(line)).toThrow(UsageError);
  });
});

test('other settings are told by the first that differs', () => {
  const settings: PartsSettings = {
    ...{ particles: 8, dimension: 1, kind: 'float32', coordinates: {}, rounded: [], parts: 2, format: 'npy' },
    ...{ source: { model: '0123456789abcdef' }, sampling: { method: 'heun', seed: 3 } },
  };
  expect(differenceOf(settings, structuredClone(settings))).toBeUndefined();
  const { particles, ...others } = settings;
  expect(fingerprintOfSettings({ ...others, particles })).toBe(fingerprintOfSettings(settings));
  expect(fingerprintOfSettings({ ...others, particles: 12 })).not.toBe(fingerprintOfSettings(settings));
  expect(differenceOf(settings, { ...settings, sampling: { method: 'heun', seed: 4 } })).toBe(
    'sampling seed is 3 there, but 4 here',
  );
  expect(differenceOf(settings, { ...settings, sampling: { method: 'heun', seed: 3, snr: 1 } })).toContain(
    'sampling snr',
  );
});
