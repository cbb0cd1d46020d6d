import { describe, expect, test } from 'vitest';
import { advisedEpsilon, samplingFor } from '../../src/cli/draw.ts';
import { PathError, UsageError } from '../../src/cli/exit.ts';
import { requireDiskSpace } from '../../src/cli/files/disk.ts';
import { chunkFor, requireMemory } from '../../src/cli/memory.ts';
import { adviseHelp, parseAdviseArguments } from '../../src/cli/options/advise.ts';
import { evaluateHelp, parseEvaluateArguments } from '../../src/cli/options/evaluate.ts';
import { imputeHelp } from '../../src/cli/options/impute.ts';
import { integer, number } from '../../src/cli/options/read.ts';
import { parseSampleArguments, sampleHelp } from '../../src/cli/options/sample.ts';
import { describeSource } from '../../src/cli/options/source.ts';
import { parseTrainArguments, trainHelp } from '../../src/cli/options/train.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { geometric } from '../../src/noise.ts';

/** Bad usage is told in one line that names the option. */
function refuses(parse: (args: readonly string[]) => unknown, args: readonly string[], named: string): void {
  try {
    parse(args);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(named);
    expect((error as Error).message).not.toContain('\n');
    return;
  }
  expect.fail(`${args.join(' ')} was taken`);
}

test('numbers are decimal, finite and in range', () => {
  for (const [given, value] of [
    ['1', 1],
    ['-2.5', -2.5],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['+2.', 2],
  ] as const)
    expect(number('--x', given)).toBe(value);
  for (const given of ['', 'x', '1e999', '0x10', 'Infinity', 'NaN', '1,5', ' 1', '1e'])
    refuses(() => number('--x', given), [], '--x');
  expect(number('--x', undefined)).toBeUndefined();
  expect(number('--x', '0', { least: 0, below: 1 })).toBe(0);
  refuses(() => number('--x', '1', { least: 0, below: 1 }), [], 'of at least 0 and below 1');
  refuses(() => number('--x', '0', { above: 0 }), [], 'above 0');
  refuses(() => integer('--x', '1.0', 0, 9), [], 'an integer from 0 to 9');
});

const samplingOptions =
  'method levels sigmas spacing end churn corrections snr resamplings steps-per-level epsilon denoise initial seed';

const reading = 'columns header delimiter decimal missing array max-bytes condition condition-file';

describe('help names every option, in lines that fit a terminal', () => {
  test.each([
    [
      trainHelp,
      `target dimension data ${reading} points standardise hidden activation conditioning output sigmas noise-per-row perturbation ` +
        'weighting condition-dropout batch steps optimizer learning-rate schedule beta2 weight-decay clip ema seed engine threads out checkpoint-every resume force json ' +
        'help',
    ],
    [
      evaluateHelp,
      `model exact target dimension data ${reading} particles guidance ${samplingOptions} engine threads json help`,
    ],
    [adviseHelp, `target dimension data ${reading} standardise scale to steps-per-level overlap json help`],
    [
      sampleHelp,
      `model target dimension particles chunk where guidance ${samplingOptions} engine threads round out format parts shard shards resume force json help`,
    ],
    [
      imputeHelp,
      `model data columns header delimiter decimal absent array max-bytes draws chunk ${samplingOptions} engine threads round out force json help`,
    ],
  ])('%#', (help, options) => {
    for (const option of options.split(' ')) expect(help).toMatch(new RegExp(`(^  |, )--${option}(?![a-z-])`, 'm'));
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  });
});

test.each([
  ['tab', '\t'],
  ['space', ' '],
  ['comma', ','],
  ['semicolon', ';'],
  ['bar', '|'],
  [':', ':'],
  ['-', '-'],
])('--delimiter %s', (given, delimiter) => {
  const request = parseTrainArguments(['--data', 'x.csv', '--delimiter', given, '--out', 'm.safetensors']);
  expect(request?.source).toEqual({ file: 'x.csv', delimiter });
});

test('how a file is read, with a value that begins with a dash', () => {
  const options = ['--columns', '-label,x..z,"a,b"', '--header', 'yes', '--decimal', 'comma', '--missing', 'drop'];
  const request = parseTrainArguments(['--data', '-', ...options, '--max-bytes', '2G', '--out', 'm.safetensors']);
  expect(request?.source).toEqual({
    ...{ file: '-', columns: ['-label', 'x..z', 'a,b'], header: true, decimal: 'comma', missing: 'drop' },
    limit: 2 ** 31,
  });
  expect(describeSource(request!.source)).toBe('standard input');
  refuses(parseTrainArguments, ['--data', '--columns', 'x'], '--data');
});

describe('train refuses', () => {
  const good = ['--target', 'two_moons', '--out', 'model.safetensors'];
  test.each([
    [[], '--target'],
    [['--target', 'two_moons', '--data', 'x.csv', '--out', 'm.safetensors'], '--target'],
    [['--target', 'two_suns', '--out', 'm.safetensors'], 'two_suns'],
    [['--target', 'two_moons'], '--out'],
    [['--target', 'two_moons', '--out', 'model.txt'], '--out'],
    [['--data', 'x.csv', '--points', '10', '--out', 'm.safetensors'], '--points'],
    [[...good, '--dimension', '3'], '--dimension'],
    [[...good, '--columns', 'x'], '--columns'],
    [[...good, '--missing', 'drop'], '--missing'],
    [['--data', 'x.csv', '--columns', 'x,,y', '--out', 'm.safetensors'], '--columns'],
    [['--data', 'x.csv', '--columns', '"x', '--out', 'm.safetensors'], '--columns'],
    [['--data', 'x.csv', '--header', 'maybe', '--out', 'm.safetensors'], '--header'],
    [['--data', 'x.csv', '--delimiter', 'colon', '--out', 'm.safetensors'], '--delimiter'],
    [['--data', 'x.csv', '--delimiter', '#', '--out', 'm.safetensors'], '--delimiter'],
    [[...good, '--delimiter', 'tab'], '--delimiter'],
    [['--data', 'x.csv', '--max-bytes', '1.5X', '--out', 'm.safetensors'], '--max-bytes'],
    [['--data', 'x.npz', '--array', '', '--out', 'm.safetensors'], '--array'],
    [[...good, '--hidden', '64,,64'], '--hidden'],
    [[...good, '--hidden', '1000'], '--hidden'],
    [[...good, '--activation', 'gelu'], '--activation'],
    [[...good, '--conditioning', 'fourier'], '--conditioning'],
    [[...good, '--conditioning', 'fourier:9'], '--conditioning'],
    [[...good, '--conditioning', 'sigma:2'], '--conditioning'],
    [[...good, '--output', 'edm:0'], '--output'],
    [[...good, '--output', 'noise'], '--output'],
    [[...good, '--sigmas', '1,2'], '--sigmas'],
    [[...good, '--sigmas', '1,2,3'], '--sigmas'],
    [[...good, '--sigmas', '2,0x1,3'], '--sigmas'],
    [[...good, '--noise-per-row', 'log-normal'], '--noise-per-row'],
    [[...good, '--noise-per-row', 'loud'], '--noise-per-row'],
    [[...good, '--batch', '0'], '--batch'],
    [[...good, '--optimizer', 'sgd'], '--optimizer'],
    [[...good, '--weight-decay', '0.1'], '--weight-decay'],
    [[...good, '--learning-rate', '0'], '--learning-rate'],
    [[...good, '--schedule', 'linear'], '--schedule'],
    [[...good, '--schedule', 'warmup'], '--schedule'],
    [[...good, '--steps', '10', '--schedule', 'cosine:10'], '--schedule'],
    [[...good, '--steps', '10', '--schedule', 'cosine:2,2'], '--schedule'],
    [[...good, '--schedule', 'cosine:1,2,3'], '--schedule'],
    [[...good, '--clip', 'hard'], 'or none'],
    [[...good, '--clip', '-1'], 'or none'],
    [[...good, '--beta2', '1'], '--beta2'],
    [[...good, '--hidden', ''], 'or none'],
    [[...good, '--ema', '1'], '--ema'],
    [[...good, '--seed', '-1'], '--seed'],
    [[...good, '--standardise', 'rows'], '--standardise'],
    [[...good, '--checkpoint-every', '0'], '--checkpoint-every'],
    [[...good, '--resume', 'other.safetensors'], 'other.safetensors'],
    [[...good, '--resume', '--steps', '0'], '--steps'],
  ])('%j', (args, named) => refuses(parseTrainArguments, args, named));

  test('nothing that says how the parameters move', () => {
    const optimizer = (options: string) => parseTrainArguments([...good, ...options.split(' ')])?.optimizer;
    expect(optimizer('--steps 10 --schedule cosine:2')?.learningRate).toMatchObject({ steps: 10, warmup: 2 });
    expect(optimizer('--steps 10 --schedule cosine:2,30')?.learningRate).toMatchObject({ steps: 30, warmup: 2 });
    expect(optimizer('--clip 3 --beta2 0.99')).toMatchObject({ clip: 3, beta2: 0.99 });
    expect(optimizer('--clip none')?.clip).toBeUndefined();
    expect(parseTrainArguments([...good, '--hidden', 'none'])?.hidden).toEqual([]);
  });

  test('nothing that is right', () => {
    expect(parseTrainArguments(good)).toMatchObject({
      source: { target: 'two_moons', dimension: 2 },
      noise: undefined,
    });
    expect(parseTrainArguments(['--help'])).toBeUndefined();
    const cube = parseTrainArguments(['--target', 'hypercube', '--dimension', '5', '--out', 'MODEL.SAFETENSORS']);
    expect(cube?.source).toEqual({ target: 'hypercube', dimension: 5 });
    const file = parseTrainArguments([
      '--data',
      'x.csv',
      '--columns',
      'a, 2',
      '--out',
      'm.safetensors',
      '--sigmas',
      '8,1,4',
    ]);
    expect(file).toMatchObject({ source: { file: 'x.csv', columns: ['a', '2'] }, noise: { levels: [8, 4, 2, 1] } });
  });
});

describe('sample refuses', () => {
  const good = ['--model', 'm.safetensors', '--out', 's.npy'];
  const langevin = ['--method', 'langevin'];
  test.each([
    [['--out', 's.npy'], '--model'],
    [['--model', 'm.safetensors'], '--out'],
    [['--model', 'm.safetensors', '--out', 's.txt'], '--out'],
    [[...good, '--particles', '0'], '--particles'],
    [[...good, '--particles', '1e3'], '--particles'],
    [[...good, '--particles', '17179869185'], '--particles'],
    [[...good, '--chunk', '0'], '--chunk'],
    [[...good, '--chunk', '1001'], '--chunk'],
    [[...good, '--target', 'tutorial'], '--target'],
    [[...good, '--dimension', '3'], '--dimension'],
    [['--target', 'two_suns', '--out', 's.npy'], 'two_suns'],
    [[...good, '--method', 'ddpm'], '--method'],
    [[...good, ...langevin, '--steps-per-level', '0'], '--steps-per-level'],
    [[...good, ...langevin, '--epsilon', '0'], '--epsilon'],
    [[...good, '--steps-per-level', '5'], '--steps-per-level'],
    [[...good, '--denoise'], '--denoise'],
    [[...good, ...langevin, '--end', 'last'], '--end'],
    [[...good, '--end', 'first'], '--end'],
    [[...good, '--churn', '-1'], '--churn'],
    [[...good, '--method', 'euler', '--churn', '1'], '--churn'],
    [[...good, '--method', 'predictor-corrector', '--corrections', '1.5'], '--corrections'],
    [[...good, '--method', 'predictor-corrector', '--snr', '1'], '--snr'],
    [[...good, '--method', 'repaint', '--resamplings', '0'], '--resamplings'],
    [[...good, '--resamplings', '3'], '--resamplings'],
    [[...good, '--levels', '0'], '--levels'],
    [[...good, '--sigmas', '80'], '--sigmas'],
    [[...good, '--sigmas', '1,2'], '--sigmas'],
    [[...good, '--sigmas', '1,0'], '--sigmas'],
    [[...good, '--spacing', 'even'], '--spacing'],
    [[...good, '--seed', '-1'], '--seed'],
    [[...good, '--initial', '-1'], '--initial'],
    [[...good, 'more'], 'more'],
  ])('%j', (args, named) => refuses(parseSampleArguments, args, named));

  test('nothing that is right', () => {
    const sampling = {
      ...{ method: 'langevin', settings: { stepsPerLevel: 5, epsilon: 0.25, denoise: true }, initial: 2, seed: 3 },
      ...{ levels: 9, sigmas: { from: 80, to: 0.002 }, spacing: 'linear' },
    };
    const ladder = ['--levels', '9', '--sigmas', '80,0.002', '--spacing', 'linear'];
    const options = [
      ...langevin,
      ...ladder,
      '--steps-per-level',
      '5',
      '--epsilon',
      '0.25',
      '--initial',
      '2',
      '--denoise',
      '--seed',
      '3',
    ];
    expect(parseSampleArguments([...good, ...options])).toMatchObject({
      ...{ source: { model: 'm.safetensors' }, sampling, particles: 10_000, out: 's.npy' },
    });
    expect(parseSampleArguments(good)).toMatchObject({
      sampling: {
        method: 'dpm-solver-sde',
        settings: { churn: 0, end: 'zero' },
        levels: undefined,
        initial: undefined,
        seed: 0,
      },
    });
    const exact = ['--target', 'hypercube', '--dimension', '3', '--out', 's.csv'];
    expect(parseSampleArguments(exact)).toMatchObject({ source: { target: 'hypercube', dimension: 3 } });
    const many = ['--particles', '17179869184', '--chunk', '4096'];
    expect(parseSampleArguments([...good, ...many])).toMatchObject({ particles: 2 ** 34, chunk: 4096 });
  });
});

test('a single level is the one that --sigmas names twice', () => {
  const score = gaussianMixture({ weights: [1], means: [[0]], deviations: [1] });
  const noiseOf = (options: string) => {
    const { sampling } = parseSampleArguments(`--target tutorial --out s.npy ${options}`.split(' '))!;
    return samplingFor({ score, noise: geometric({ from: 9, to: 1, levels: 3 }) }, sampling).noise.levels;
  };
  expect(noiseOf('--levels 1')).toEqual([9]);
  expect(noiseOf('--levels 1 --sigmas 2,2')).toEqual([2]);
  refuses(() => noiseOf('--levels 1 --sigmas 2,1'), [], '--levels');
  refuses(() => noiseOf('--levels 2 --sigmas 2,2'), [], '--sigmas');
});

describe('evaluate refuses', () => {
  test.each([
    [['--target', 'circles'], '--model'],
    [['--model', 'm.safetensors'], '--target'],
    [['--model', 'm.safetensors', '--target', 'circles', '--data', 'x.npy'], '--data'],
    [['--model', 'm.safetensors', '--exact', '--target', 'tutorial'], '--exact'],
    [['--exact', '--data', 'x.npy'], '--exact'],
    [['--model', 'm.safetensors', '--target', 'circles', '--particles', '1'], '--particles'],
    [['--model', 'm.safetensors', '--target', 'circles', '--out', 'x'], '--out'],
  ])('%j', (args, named) => refuses(parseEvaluateArguments, args, named));
});

describe('advise refuses', () => {
  test.each([
    [[], '--target'],
    [['--scale', '3'], '--dimension'],
    [['--scale', '0', '--dimension', '2'], '--scale'],
    [['--scale', '3', '--dimension', '0'], '--dimension'],
    [['--scale', '3', '--dimension', '2', '--data', 'x.csv'], '--scale'],
    [['--dimension', '3'], '--target'],
    [['--target', 'circles', '--to', '-1'], '--to'],
    [['--target', 'circles', '--overlap', '1'], '--overlap'],
    [['--target', 'circles', '--steps-per-level', '0'], '--steps-per-level'],
  ])('%j', (args, named) => refuses(parseAdviseArguments, args, named));

  test('nothing that is right', () => {
    expect(parseAdviseArguments(['--scale', '3', '--dimension', '2', '--to', '0.1'])).toEqual({
      about: { dimension: 2, largestDistance: 3 },
      options: { to: 0.1 },
      json: false,
    });
  });
});

/** What a coordinate of a particle takes, in bytes. */
const perValue = 44;

test('more particles than memory holds are refused with how many it does', () => {
  const free = 2 * perValue * 1000;
  requireMemory('--particles', 1000, 2, free);
  refuses(() => requireMemory('--particles', 1001, 2, free), [], 'enough for 1000');
});

test('a chunk is what keeps the engine busy, fits in a quarter of the memory and is not more than all', () => {
  const engine = createCpuEngine();
  const room = 2 ** 40;
  expect(chunkFor(engine, { particles: 1e9 }, 1, room)).toBe(2 ** 20);
  expect(chunkFor(engine, { particles: 1e9 }, 4, room)).toBe(2 ** 18);
  expect(chunkFor(engine, { particles: 1001 }, 1, room)).toBe(1004);
  expect(chunkFor(engine, { particles: 1e9 }, 2, 4 * 2 * perValue * 1000)).toBe(1000);
  expect(chunkFor(engine, { particles: 1e9, chunk: 400 }, 2, 2 * perValue * 400)).toBe(400);
  refuses(() => chunkFor(engine, { particles: 1e9, chunk: 404 }, 2, 2 * perValue * 400), [], 'enough for 400');
  const small = { ...engine, mostParticles: () => 100, busyParticles: () => 100 };
  expect(chunkFor(small, { particles: 1e9 }, 1, room)).toBe(100);
  refuses(() => chunkFor(small, { particles: 1e9, chunk: 104 }, 1, room), [], 'at most 100');
});

test('samples for which a disk has no room are refused with how many it has room for', () => {
  const form = { dimension: 2, format: 'npy', kind: 'float32' } as const;
  const refuse = (more: Partial<Parameters<typeof requireDiskSpace>[1]>) =>
    expect(() => requireDiskSpace('samples', { ...form, particles: 1001, ...more }, 8000));
  requireDiskSpace('samples.npy', { ...form, particles: 1000 }, 8000);
  refuse({}).toThrow(PathError);
  refuse({}).toThrow('enough for 1000 samples');
  refuse({ kind: 'float64' }).toThrow('enough for 500 samples');
  // A number takes nine characters or more, and one of float64 about twice as many.
  refuse({ format: 'csv' }).toThrow('enough for 444 samples');
  refuse({ format: 'csv', kind: 'float64' }).toThrow('enough for 222 samples');
  // And here the disk itself is asked, which holds no 2 ** 60 bytes.
  expect(() => requireDiskSpace('samples.npy', { ...form, particles: 2 ** 58 })).toThrow(
    /on its disk [\d.,]+ GiB are free/,
  );
  requireDiskSpace('samples.npy', { ...form, particles: 1 });
});

test('epsilon is that of technique 4, in proportion to the last level', () => {
  const ladder = geometric({ from: 8, to: 1, levels: 7 });
  const epsilon = advisedEpsilon(ladder, 20);
  expect(epsilon).toBeGreaterThan(0.01);
  expect(epsilon).toBeLessThan(0.5);
  expect(advisedEpsilon(geometric({ from: 16, to: 2, levels: 7 }), 20)).toBeCloseTo(4 * epsilon, 10);
  expect(advisedEpsilon({ levels: [2] }, 20)).toBeGreaterThan(0.01);
});
