import { describe, expect, test } from 'vitest';
import { unitsPerStep, usefulBytes, usefulOperations } from '../../bench/arithmetic.ts';
import { relativeError, requireClose } from '../../bench/close.ts';
import { measureEnsembles } from '../../bench/ensembles.ts';
import { markdownTable } from '../../bench/markdown_table.ts';
import type { Figure, Limits } from '../../bench/measure.ts';
import { measure } from '../../bench/measure.ts';
import { piecesOf, requireStep } from '../../bench/peers/problem.ts';
import { compact, duration, ensembleTable, figureTable, kernelTable, markdown } from '../../bench/report.ts';
import { roofline } from '../../bench/roofline.ts';
import { peerNames, type Settings, settingsOf } from '../../bench/settings.ts';
import { spread } from '../../bench/statistics.ts';
import { sumUp } from '../../bench/trace.ts';
import { workloads } from '../../bench/workloads.ts';
import { createCpuEngine, geometric, mlp, tutorialTarget } from '../../src/index.ts';

const named = (start: string) => workloads.find(({ name }) => name.startsWith(start))!;

describe('useful arithmetic, counted by hand', () => {
  test('training 2→64→1: forward 192 multiply-adds a row, gradients 192, deltas 64', () => {
    expect(usefulOperations(named('A'))).toBe(16_384 * 2 * (192 + 192 + 64));
  });

  test('sampling 2→64→1: 64 for x and 64 for the output, since σ is part of the biases', () => {
    expect(usefulOperations(named('B'))).toBe(2 * 128);
  });

  test('training and sampling 3→128³→2', () => {
    const [first, middle, last] = [3 * 128, 2 * 128 * 128, 2 * 128];
    const forward = first + middle + last;
    expect(usefulOperations(named('C'))).toBe(4096 * 2 * (2 * forward + middle + last));
    expect(usefulOperations(named('D'))).toBe(2 * (2 * 128 + middle + last));
  });

  test('compulsory bytes: parameters and moments once in and out, data once in; coordinates once in and out', () => {
    expect(usefulBytes(named('A'))).toBe(24 * (3 * 64 + 65) + 4 * 1024);
    expect(usefulBytes(named('D'))).toBe(16);
  });

  test('a step counts for as many units as there are particles', () => {
    expect(unitsPerStep(named('A'))).toBe(1);
    expect(unitsPerStep(named('B'))).toBe(4096);
  });

  test('names are unique, since tables and reports find figures by them', () => {
    expect(new Set(workloads.map(({ name }) => name)).size).toBe(workloads.length);
    expect([...new Set(workloads.map(({ letter }) => letter))].join('')).toBe('ABCDE');
  });
});

test('the median of odd and even numbers of repeats, in any order', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  expect(spread([4, 1, 10, 2])).toEqual({ median: 3, least: 1, most: 10 });
  expect(() => spread([])).toThrow('no values');
});

test('what is not a number, or of another length, is not close', () => {
  expect(relativeError([1, 2.5], [1, 2])).toBe(0.25);
  for (const bad of [[1], [Number.NaN, 2], [1, Number.POSITIVE_INFINITY]]) {
    expect(() => requireClose('it', bad, [1, 2], 0.5)).toThrow('it differs from the CPU');
  }
});

test('numbers in three digits, at the edges of their units too', () => {
  const written = [0.01234, 9.876, 999.6, 1234, 9999, 12_345, 999_600, 1_234_567, 2.5e9].map(compact);
  expect(written).toEqual(['0.0123', '9.88', '1000', '1234', '9999', '12.3 k', '1000 k', '1.23 M', '2.50 G']);
  expect([12.34, 999.4, 1000, 1_234_567].map(duration)).toEqual(['12.3 µs', '999 µs', '1.00 ms', '1235 ms']);
});

function figure(contestant: string, median: number, more: Partial<Figure> = {}): Figure {
  return {
    ...{ workload: 'A: some work', letter: 'A', contestant, adapter: 'GPU', limits: 'the adapter', unit: 'steps/s' },
    ...{ rate: { median, least: median / 2, most: 2 * median }, repeats: 5, steps: 7, operations: 1e6, bytes: 1e3 },
    ...{ firstUse: 0.25, ...more },
  };
}

const limits: Limits = {
  of: 'the adapter',
  loops: [
    { name: 'additions', chains: 4, rate: { median: 0.5e9, least: 0.4e9, most: 0.6e9 } },
    { name: 'multiply-adds', chains: 8, rate: { median: 1e9, least: 0.9e9, most: 1.1e9 } },
  ],
  bandwidth: { median: 1e10, least: 9e9, most: 1.1e10 },
};

const report = {
  figures: [
    figure('scorefield, WebGPU', 200),
    figure('peer', 50),
    figure('peer, WASM', 100, { limits: 'what nobody measured', repeats: 1 }),
  ],
  failures: [{ workload: 'C', contestant: 'peer', reason: 'it cannot' }],
  traces: [],
  ensembles: [],
  quality: [],
  binaries: [],
  limits: [limits],
  place: 'a test',
  date: '2026-01-01',
};

test('the table: ratios to ours, fractions of the fastest loop where limits were measured', () => {
  const { head, rows } = figureTable(report);
  const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
  expect(column('GFLOP/s')).toEqual(['0.200', '0.0500', '0.100']);
  expect(column('of the peak')).toEqual(['20 %', '5.0 %', '']);
  expect(column('ours is')).toEqual(['', '4.00 ×', '2.00 ×']);
  expect(column('range')).toEqual(['100 – 400', '25.0 – 100', 'once']);
});

test('a peer is never taken for ours when ours failed', () => {
  const { head, rows } = figureTable({ ...report, figures: report.figures.slice(1) });
  expect(rows.map((row) => row[head.indexOf('ours is')])).toEqual(['', '']);
});

test('Markdown has a table with equal columns, and says what failed', () => {
  const lines = markdown(report).split('\n');
  expect(new Set(lines.filter((line) => line.startsWith('|')).map((line) => line.length)).size).toBe(1);
  expect(lines.at(-1)).toBe('Not measured: C, peer: it cannot');
  expect(markdownTable(['a', 'b'], [['long', '1']])).toBe(['| a    | b |', '|------|---|', '| long | 1 |'].join('\n'));
});

test('networks that train together have a line for each number, with how many times as fast, and as long as how many alone', () => {
  const spread = (median: number) => ({ median, least: median - 1, most: median + 1 });
  const { rows } = ensembleTable([
    { name: 'small', networks: 1, together: spread(100), oneByOne: spread(100) },
    { name: 'small', networks: 64, together: spread(600), oneByOne: spread(120) },
    { name: 'large', networks: 1, together: spread(40), oneByOne: spread(50) },
  ]);
  expect(rows).toEqual([
    ['small', '1', '100 steps/s (99.0 – 101)', '100 steps/s (99.0 – 101)', '1.00 ×', '1.00'],
    ['small', '64', '600 steps/s (599 – 601)', '120 steps/s (119 – 121)', '5.00 ×', '10.7'],
    ['large', '1', '40.0 steps/s (39.0 – 41.0)', '50.0 steps/s (49.0 – 51.0)', '0.800 ×', '1.25'],
  ]);
});

test('many networks are trained together and one after another, from the same step on', async () => {
  using engine = createCpuEngine();
  const data = tutorialTarget().sample(4, { seed: 1 });
  const options = {
    data,
    network: mlp({ dimension: 1, hidden: [2] }),
    noise: geometric({ from: 1, to: 0.5, levels: 2 }),
  };
  const said: string[] = [];
  const turns = { seconds: 1e-3, repeats: 2 };
  const figures = await measureEnsembles(engine, { name: 'small', options }, turns, (line) => said.push(line));
  expect(figures.map(({ name, networks }) => [name, networks])).toEqual(
    [1, 8, 64].map((networks) => ['small', networks]),
  );
  for (const { together, oneByOne } of figures) expect(Math.min(together.least, oneByOne.least)).toBeGreaterThan(0);
  expect(said.filter((line) => line.endsWith(' steps/s'))).toHaveLength(3);
});

test('Markdown says each limit, and how large the binaries are', () => {
  const threads = { ...limits, of: '2 threads' };
  const binaries = [
    { name: 'SIMD', bytes: 41_234, gzip: 8612 },
    { name: 'relaxed SIMD', bytes: 38_900, gzip: 8500 },
  ];
  expect(
    markdown({ ...report, limits: [limits, threads], binaries })
      .split('\n')
      .slice(1, 4),
  ).toEqual([
    ...['the adapter', '2 threads'].map(
      (of) =>
        `Limits of ${of}: 0.500 GFLOP/s of additions (0.400 – 0.600, 4 chains), ` +
        '1.00 GFLOP/s of multiply-adds (0.900 – 1.10, 8 chains), 10.0 GB/s read and written (9.00 – 11.0).',
    ),
    'The binary of the engine has 41.2 KB (gzip 8.61 KB) with SIMD, 38.9 KB (gzip 8.50 KB) with relaxed SIMD.',
  ]);
});

test('memory has a column where it is known of any', () => {
  expect(figureTable(report).head).not.toContain('memory');
  const figures = [figure('scorefield, wasm', 200, { memory: 8_520_000 }), figure('peer', 50)];
  const { head, rows } = figureTable({ ...report, figures });
  expect(rows.map((row) => row[head.indexOf('memory')])).toEqual(['8.52 MB', '']);
});

test('timestamps are summed by kernel, the longest first, and pairs that run backwards are left out', () => {
  const stamps = BigUint64Array.from([0n, 1000n, 2000n, 12_000n, 20_000n, 23_000n, 9n, 5n]);
  expect(sumUp(['short', 'long', 'short', 'short'], stamps)).toEqual([
    { name: 'long', dispatches: 1, microseconds: 10 },
    { name: 'short', dispatches: 2, microseconds: 2 },
  ]);
  const kernels = sumUp(['short', 'long', 'short', 'short'], stamps);
  const trace = { workload: 'W', contestant: 'us', steps: 6, submissions: 3, hostMicroseconds: 50, kernels };
  expect(kernelTable([trace]).rows).toEqual([
    ['W', '50.0 µs', '2.00', 'long', '10.0 µs', '71 %'],
    ['', '', '', 'short', '2.00 µs', '29 %'],
  ]);
});

test('a roofline has a point under its roof for each figure on the adapter', () => {
  const svg = roofline(report);
  // Two figures on the adapter and a mark for each of their two names.
  expect(svg.match(/<circle/g)).toHaveLength(4);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  const roof = Math.min(
    ...[...svg.matchAll(/ points="([^"]*)"/g)][0]![1]!.split(' ').map((at) => Number(at.split(',')[1])),
  );
  for (const [, y] of svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)" r="5" fill="#\w+"\/>\n<text [^>]*>A training/g))
    expect(Number(y)).toBeGreaterThan(roof);
  expect(() => roofline({ ...report, figures: [] })).toThrow('needs figures');
  expect(() => roofline({ ...report, limits: [] })).toThrow('limits');
});

test('settings: what is wrong is named', () => {
  const words = { engine: 'webgpu', only: 'a,C', seconds: '0.5', repeats: '5' };
  expect(settingsOf(words)).toMatchObject({ only: ['A', 'C'], peers: [], seconds: 0.5, repeats: 5 });
  const { peers } = settingsOf({ ...words, peers: true }) as Settings;
  expect(peers).toEqual(peerNames.filter((name) => name !== 'torch'));
  expect(settingsOf({ ...words, peer: 'tfjs-wasm,jax-js-webgpu' })).toMatchObject({
    peers: ['jax-js-webgpu', 'tfjs-wasm'],
  });
  expect(settingsOf({ ...words, peer: 'jax' })).toContain('"jax"');
  expect(settingsOf({ ...words, engine: 'gpu' })).toContain('"gpu"');
  expect(settingsOf({ ...words, threads: '2' })).toContain('--engine wasm');
  expect(settingsOf({ ...words, only: 'A,F' })).toContain('"F"');
  expect(settingsOf({ ...words, seconds: 'x' })).toContain('--seconds');
  expect(settingsOf({ ...words, repeats: '1.5' })).toContain('--repeats');
});

test('settings of the WebAssembly engine: numbers of threads, and peers that need no adapter', () => {
  const words = { engine: 'wasm', only: 'A', seconds: '1', repeats: '3' };
  expect(settingsOf(words)).toMatchObject({ engine: 'wasm', threads: [], peers: [] });
  expect(settingsOf({ ...words, threads: '2,1', peers: true })).toMatchObject({
    threads: [2, 1],
    peers: ['jax-js-wasm', 'tfjs-wasm', 'ort-wasm'],
  });
  expect(settingsOf({ ...words, peer: 'torch' })).toMatchObject({ peers: ['torch'] });
  expect(settingsOf({ ...words, peer: 'torch', browser: true })).toContain('without --browser');
  expect(settingsOf({ ...words, peer: 'tfjs-wasm,jax-js-webgpu' })).toContain('--peer jax-js-webgpu needs');
  for (const threads of ['0', '65', '1.5', '', 'x', '1,,2'])
    expect(settingsOf({ ...words, threads })).toContain('--threads must be integers from 1 to 64');
});

test('particles in pieces are all of them, in pieces alike', () => {
  expect(piecesOf(65_536)).toEqual([65_536]);
  expect(piecesOf(1_048_576)).toEqual([262_144, 262_144, 262_144, 262_144]);
  expect(piecesOf(262_145)).toEqual([131_072, 131_073]);
});

test('the noise of a step that is too large, or shifted, is found', () => {
  const normals = tutorialTarget().sample(1000, { seed: 1 }).values;
  const mean = normals.reduce((sum, z) => sum + z, 0) / 1000;
  const deviation = Math.sqrt(normals.reduce((sum, z) => sum + (z - mean) ** 2, 0) / 1000);
  const step = (factor: number, shift: number) => ({
    before: new Float32Array(1000).fill(2),
    score: new Float32Array(1000).fill(3),
    size: 0.5,
    // x + τ·s + √(2τ)·z with √(2τ) = 1.
    after: normals.map((z) => 3.5 + shift + (factor * (z - mean)) / deviation),
  });
  expect(() => requireStep(step(1, 0))).not.toThrow();
  // Standard errors are 0.032 of the mean and 0.045 of the variance.
  expect(() => requireStep(step(1.15, 0))).toThrow('variance');
  expect(() => requireStep(step(1, 0.2))).toThrow('mean');
  expect(() => requireStep({ ...step(1, 0), after: new Float32Array(1000).fill(Number.NaN) })).toThrow('mean');
});

describe('measuring', () => {
  const workload = named('A');

  /** Takes no time, but says that a step lasts 10 ms. */
  function contestant(name: string, events: string[], broken = false) {
    return {
      ...{ name, adapter: 'none', limits: 'the adapter', dispose() {} },
      async validate() {
        events.push(`${name} validated`);
        if (broken) throw new Error('it is wrong');
      },
      open: async () => ({
        async run(steps: number) {
          events.push(name);
          return 0.01 * steps;
        },
        dispose: () => void events.push(`${name} disposed`),
      }),
    };
  }

  test('what a contestant does not take is no failure, and limits are measured once a round', async () => {
    const events: string[] = [];
    const loop = (name: string, rate: number) => ({ name, chains: 4, run: async () => rate + events.push(name) });
    const peaks = {
      ...{ of: 'the adapter', loops: [loop('slow', 10), loop('fast', 20)], bandwidth: async () => 7, dispose() {} },
    };
    const measurement = await measure({
      contestants: [contestant('one', events), { ...contestant('sampler', events), takes: () => false }],
      ...{ workloads: [workload], peaks: [peaks], seconds: 0.1, repeats: 2, say() {} },
    });
    expect(measurement.failures).toEqual([]);
    expect(measurement.figures.map(({ contestant }) => contestant)).toEqual(['one']);
    expect(events.slice(-7)).toEqual(['one', 'slow', 'fast', 'one', 'slow', 'fast', 'one disposed']);
    const [{ of, loops, bandwidth }] = measurement.limits as [Limits];
    expect([of, ...loops.map(({ name }) => name)]).toEqual(['the adapter', 'slow', 'fast']);
    // `push` counts the events: those of one round are three apart.
    expect(loops.map(({ rate }) => rate.most - rate.least)).toEqual([3, 3]);
    expect(loops[1]!.rate.least - loops[0]!.rate.least).toBe(11);
    expect(bandwidth).toEqual({ median: 7, least: 7, most: 7 });
  });

  test('repeats take turns, and what fails validation is never timed', async () => {
    const events: string[] = [];
    const { figures, failures } = await measure({
      contestants: [contestant('one', events), contestant('wrong', events, true), contestant('two', events)],
      ...{ workloads: [workload], peaks: [], seconds: 0.1, repeats: 3, say() {} },
    });
    expect(events.slice(-8)).toEqual(['one', 'two', 'one', 'two', 'one', 'two', 'one disposed', 'two disposed']);
    expect(events.filter((event) => event.startsWith('wrong'))).toEqual(['wrong validated']);
    expect(failures).toEqual([{ workload: workload.name, contestant: 'wrong', reason: 'it is wrong' }]);
    expect(figures.map(({ contestant }) => contestant)).toEqual(['one', 'two']);
    // 100 steps a second; ten of them fill a tenth of a second.
    expect(figures[0]!.rate.median).toBeCloseTo(100, 6);
    expect(figures[0]!.steps).toBe(10);
  });
});
