import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { advise } from '../../src/advisor.ts';
import { dataConcerns, noiseConcerns } from '../../src/concerns/index.ts';
import { createEngine } from '../../src/create_engine.ts';
import * as diagnostics from '../../src/diagnostics/index.ts';
import * as distributions from '../../src/distributions/index.ts';
import { ArgumentError } from '../../src/errors.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import { withDivergence } from '../../src/fields/divergence.ts';
import { guided } from '../../src/fields/guided.ts';
import { measured } from '../../src/fields/measured.ts';
import {
  csvHeader,
  csvLines,
  FileError,
  gunzip,
  npyHeader,
  npyRows,
  readCsv,
  readIdx,
  readModel,
  readNpy,
  writeCsv,
  writeModel,
  writeNpy,
  writeOnnx,
  writeSafetensors,
} from '../../src/files/index.ts';
import { cosine, warmup } from '../../src/learning_rate.ts';
import { initialParameters, layersOf, type Model, mlp, parameterCount } from '../../src/network.ts';
import { geometric, karras, linear, noise } from '../../src/noise.ts';
import { adam, adamW } from '../../src/optimizer.ts';
import { points } from '../../src/points.ts';
import * as samplers from '../../src/samplers/index.ts';
import { programOf, stage } from '../../src/samplers/program.ts';
import { deviationOf, momentsOfColumns } from '../../src/spread.ts';
import { standardisation } from '../../src/transform.ts';
import { type Entry, expectAllRefused, expectUnknownKeysRefused } from '../misuse.ts';

const ladder = noise([2, 1, 0.5]);
const line = distributions.tutorialTarget();
const some = line.sample(8, { seed: 1 });
const others = line.sample(9, { seed: 2 });
const plane = points([1, 2, 3, 4, 5, 7], 2);
const network = mlp({ dimension: 1, hidden: [2] });
const coordinates = { names: ['x'], shape: [1], whole: [0] };
const model: Model = {
  kind: 'network',
  network,
  noise: ladder,
  parameters: initialParameters(network, 1),
  coordinates,
};
const components = { weights: [1, 2], means: [[0], [1]], deviations: [1, 0.5] };

/** A method, used on a ladder. */
const method = (name: string, make: (options: never) => ReturnType<typeof samplers.heun>, options: object): Entry => ({
  name,
  args: [options],
  call: (given: never) => make(given)(ladder),
});

async function busyParticlesOf(options: never): Promise<number> {
  using engine = await createEngine(options);
  return engine.busyParticles(2);
}

const settings: Entry[] = [
  {
    name: 'mlp',
    args: [{ dimension: 2, hidden: [3], activation: 'silu', conditioning: { fourier: 2 }, output: { edm: 1 } }],
    call: mlp,
  },
  { name: 'layersOf', args: [network], call: layersOf },
  { name: 'parameterCount', args: [network], call: parameterCount },
  { name: 'initialParameters', args: [network, 3], call: initialParameters },
  {
    name: 'adam',
    args: [{ learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-6, weightDecay: 0.1, clip: 1 }],
    call: adam,
  },
  { name: 'adamW', args: [{ kind: 'adam', learningRate: cosine({ steps: 9 }), weightDecay: 0.1 }], call: adamW },
  { name: 'cosine', args: [{ from: 0.1, to: 0.01, steps: 9, warmup: 2 }], call: cosine },
  { name: 'warmup', args: [{ rate: 0.1, steps: 9 }], call: warmup },
  { name: 'geometric', args: [{ from: 2, to: 1, levels: 3 }], call: geometric },
  { name: 'linear', args: [{ from: 2, to: 1, levels: 3 }], call: linear },
  { name: 'karras', args: [{ from: 2, to: 1, levels: 3, rho: 5 }], call: karras },
  { name: 'noise', args: [[2, 1]], call: noise },
  { name: 'advise', args: [plane, { to: 0.1, stepsPerLevel: 3, overlap: 0.4, seed: 1 }], call: advise },
  { name: 'advise by scale', args: [{ dimension: 9, largestDistance: 10 }, {}], call: advise },
  { name: 'points', args: [[1, 2, 3, 4], 2], call: points },
  { name: 'deviationOf', args: [plane], call: deviationOf },
  { name: 'momentsOfColumns', args: [plane], call: momentsOfColumns },
  { name: 'standardisation', args: [plane, 'columns'], call: standardisation },
  { name: 'dataConcerns', args: [plane, { names: ['a', 'b'], standardise: 'robust' }], call: dataConcerns },
  { name: 'noiseConcerns', args: [plane, ladder, { names: ['a', 'b'] }], call: noiseConcerns },
  {
    name: 'createEngine',
    args: [{ prefer: 'cpu', tuning: false }],
    call: busyParticlesOf,
  },
  {
    name: 'createEngine with threads',
    args: [{ prefer: 'wasm', tuning: false, threads: 1 }],
    call: busyParticlesOf,
  },
];

const programs: Entry[] = [
  method('euler', samplers.euler, { end: 'last' }),
  method('ancestral', samplers.ancestral, { end: 'last' }),
  method('reverseDiffusion', samplers.reverseDiffusion, { end: 'last' }),
  method('dpmSolver', samplers.dpmSolver, { end: 'last' }),
  method('dpmSolverSde', samplers.dpmSolverSde, { end: 'last' }),
  method('repaint', samplers.repaint, { resamplings: 2, jump: 2, step: 'ancestral', end: 'last' }),
  method('heun', samplers.heun, { churn: 1, churnFrom: 0.1, churnTo: 5, churnNoise: 1, end: 'zero' }),
  method('predictorCorrector', samplers.predictorCorrector, { corrections: 1, snr: 0.1, end: 'zero' }),
  method('annealedLangevin', samplers.annealedLangevin, {
    perLevel: [1, 2, 0],
    size: samplers.constant({ size: 0.1 }),
    denoise: true,
  }),
  {
    name: 'constant',
    args: [{ size: 0.1 }],
    call: (options: never) => samplers.annealedLangevin({ perLevel: 1, size: samplers.constant(options) })(ladder),
  },
  {
    name: 'proportional',
    args: [{ epsilon: 0.1 }],
    call: (options: never) => samplers.annealedLangevin({ perLevel: 1, size: samplers.proportional(options) })(ladder),
  },
  { name: 'stage', args: [{ sigma: 1, level: 0, count: 2, a: 1, b: 1, c: 0, d: 1, e: 0, f: 0 }], call: stage },
  {
    name: 'a program',
    args: [{ stages: [stage({ sigma: 1, level: 0 })], start: 1, end: 0 }],
    call: (given: never) => programOf('method', given),
  },
];

const scores: Entry[] = [
  {
    name: 'gaussianMixture',
    args: [components],
    call: (given: never) => {
      const mixture = distributions.gaussianMixture(given);
      return [mixture.pdf(0.1), mixture.score(0.1), mixture.cdf(0.1)];
    },
  },
  { name: 'combination', args: [[{ score: line, weight: 1 }]], call: combination },
  { name: 'guided', args: [{ conditional: line, unconditional: line, weight: 2 }], call: guided },
  { name: 'withDivergence', args: [line, { probes: 1, seed: 1 }], call: withDivergence },
  { name: 'customScore', args: [{ dimension: 1, cpu: () => [0] }], call: customScore },
  { name: 'measured', args: [line, { matrix: [[1], [2]], values: [1, 2], deviation: [0.1, 0.2] }], call: measured },
  {
    name: 'mixturePosterior',
    args: [line, { matrix: [[1]], values: [1], deviation: 0.1 }],
    call: (...args: [never, never]) => {
      const posterior = distributions.mixturePosterior(...args);
      return [posterior.weights, posterior.means, posterior.logEvidence, posterior.covariance(0)];
    },
  },
];

const targets: Entry[] = [
  ...distributions.targetNames.map((name) => ({
    name: `the draws of ${name}`,
    args: [3, { seed: 1 }],
    call: (...args: [never, never]) => distributions.targetNamed(name).sample(...args),
  })),
  ...[line, distributions.twoMoons(), distributions.checkerboard()].map(({ perturbed, pdf, dimension }) => ({
    name: `a distribution in ${dimension} dimension(s)`,
    args: [dimension === 1 ? 0.3 : [0.3, 0.4], 0.5],
    call: (point: never, sigma: never) => [pdf(point), perturbed(sigma).pdf(point), perturbed(sigma).score(point)],
  })),
  { name: 'cdf', args: [0.5], call: line.cdf },
  { name: 'targetNamed', args: ['hypercube', { dimension: 4 }], call: distributions.targetNamed },
  { name: 'describeTarget', args: ['rings'], call: distributions.describeTarget },
  { name: 'hypercube', args: [4], call: distributions.hypercube },
  { name: 'digits', args: [8], call: distributions.digits },
  {
    name: 'curveDistribution',
    args: [[{ weight: 1, at: (t: number) => [t, 1 - t], closed: false }], 0.5],
    call: (...args: [never, never]) => distributions.curveDistribution(...args).pdf([0, 0]),
  },
];

const measures: Entry[] = [
  {
    name: 'calibrationRanks',
    args: [plane, points([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3], 2), { bins: 2, confidence: 0.9 }],
    call: diagnostics.calibrationRanks,
  },
  {
    name: 'expectedCoverage',
    args: [plane, plane, { references: plane, seed: 1, bins: 2, confidence: 0.9 }],
    call: diagnostics.expectedCoverage,
  },
  {
    name: 'classifierTwoSampleTest',
    args: [plane, plane, { folds: 2, hidden: [2], seed: 1, report: () => {} }],
    call: diagnostics.classifierTwoSampleTest,
  },
  { name: 'densityFromScore', args: [[1, 2, 1], 0.1], call: diagnostics.densityFromScore },
  {
    name: 'densityFromField',
    args: [
      [1, 2, 1, 0, 0, 1, 2, 3],
      [2, 2],
      [0.1, 0.2],
    ],
    call: diagnostics.densityFromField,
  },
  { name: 'floor', args: [line, 5, () => {}], call: diagnostics.floor },
  { name: 'kolmogorovSmirnov', args: [[1, 2], line.cdf], call: diagnostics.kolmogorovSmirnov },
  { name: 'wasserstein1', args: [[1, 2], line], call: diagnostics.wasserstein1 },
  { name: 'mmdSquared', args: [some, others, { bandwidth: 1, report: () => {} }], call: diagnostics.mmdSquared },
  { name: 'medianDistance', args: [some], call: diagnostics.medianDistance },
  { name: 'modeWeights', args: [line, some], call: diagnostics.modeWeights },
  { name: 'nearestNeighbours', args: [some, others], call: diagnostics.nearestNeighbours },
  { name: 'optimalLoss', args: [line, ladder], call: diagnostics.optimalLoss },
  { name: 'excessLoss', args: [ladder, [1, 1, 1]], call: diagnostics.excessLoss },
  { name: 'fisherInformation', args: [line], call: diagnostics.fisherInformation },
  {
    name: 'sampleFloor',
    args: [line, { samples: 4, reference: 4, repeats: 2, seed: 1 }, diagnostics.slicedWasserstein],
    call: diagnostics.sampleFloor,
  },
  { name: 'positiveFraction', args: [[1, -2]], call: diagnostics.positiveFraction },
  { name: 'scoreGrid', args: [line, 9], call: diagnostics.scoreGrid },
  { name: 'scoreRmse', args: [line, [1, 2], [0, 0]], call: diagnostics.scoreRmse },
  { name: 'slicedWasserstein', args: [some, others, { projections: 3, seed: 1 }], call: diagnostics.slicedWasserstein },
];

const files: Entry[] = [
  { name: 'readNpy', args: [new Uint8Array(4), { copy: true }], call: readNpy },
  { name: 'readIdx', args: [new Uint8Array(4), { scale: true }], call: readIdx },
  { name: 'readCsv', args: ['a,b\n1,2', { columns: ['a', 1], header: true, delimiter: ',' }], call: readCsv },
  { name: 'writeCsv', args: [plane, ['a', 'b']], call: writeCsv },
  { name: 'csvHeader', args: [['a', 'b']], call: csvHeader },
  { name: 'csvLines', args: [plane], call: csvLines },
  { name: 'npyHeader', args: [[3, 2], 'float64'], call: npyHeader },
  { name: 'npyRows', args: [plane], call: npyRows },
  { name: 'writeNpy', args: [plane], call: writeNpy },
  { name: 'gunzip', args: [new Uint8Array(4), { limit: 9 }], call: gunzip },
  { name: 'writeModel', args: [model], call: writeModel },
  { name: 'writeOnnx', args: [model], call: writeOnnx },
  {
    name: 'writeSafetensors',
    args: [{ tensors: { t: { dtype: 'F32', shape: [2], data: new Float32Array(2) } }, metadata: { note: 'mine' } }],
    call: writeSafetensors,
  },
];

describe.each<[string, Entry[]]>([
  ['settings', settings],
  ['samplers', programs],
  ['scores', scores],
  ['targets', targets],
  ['diagnostics', measures],
  ['files', files],
])('%s', (kind, entries) => {
  test('are what they should be', async () => {
    for (const { name, args, call } of entries) {
      if (name === 'readNpy' || name === 'readIdx') continue;
      await (call as (...args: unknown[]) => unknown)(...args);
    }
  });

  test('refuse every wrong value by an error of the library', async () => {
    await expectAllRefused(entries, 400);
  });

  if (kind === 'files') return;
  test('refuse a name that they do not know', async () => {
    await expectUnknownKeysRefused(entries);
  });
});

test.each([
  ['learningrate', 'learningRate'],
  ['weight_decay', 'weightDecay'],
  ['beta_1', 'beta1'],
  ['rate', 'learningRate'],
])('%s is taken for a slip of %s', (wrong, right) => {
  expect(() => adam({ [wrong]: 0.1 })).toThrow(`optimizer.${wrong}: got 0.1, but it must be left out`);
  expect(() => adam({ [wrong]: 0.1 })).toThrow(`Did you mean ${right}?`);
});

test('a name that is near none is answered by all that there are', () => {
  expect(() => adam({ momentum: 0.9 } as object)).toThrow(/There is .*learningRate, beta1, beta2/);
});

test('an option that is undefined is as one left out, even of a name that is not known', () => {
  expect(adam({ learningRate: undefined, momentum: undefined } as object)).toEqual(adam());
});

test.each([
  [
    '{ fourier: frequencies }',
    () => mlp({ dimension: 1, hidden: [], conditioning: '{ fourier: frequencies }' as never }),
  ],
  ['sgd', () => adam({ kind: 'sgd' } as object)],
])('%s is no name for a setting', (given, make) => {
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(`got "${given}"`);
});

test('a file whose conditioning is the words that messages describe one by is refused', () => {
  const file = readFileSync(new URL('../cases/conditioning_literal.safetensors', import.meta.url));
  expect(() => readModel(file)).toThrow(FileError);
  expect(() => readModel(file)).toThrow(/network\.conditioning: got "{ fourier: frequencies }"/);
});
