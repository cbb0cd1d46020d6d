import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import type { Conditioning, Output } from '../../src/conditioning.ts';
import { conditional } from '../../src/contexts/conditional.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { writeOnnx } from '../../src/files/onnx.ts';
import { activations, type GivenContext, initialParameters, type Model, mlp, type Network } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { restored, wantsFloat64 } from '../../src/transform.ts';
import { relativeError } from '../twin_suite/shapes.ts';

// A thread for these small graphs would cost more than it saves.
ort.env.wasm.numThreads = 1;

/** A network with random weights, and with biases, which are zero to begin with. */
function modelOf(network: Network): Model {
  const parameters = initialParameters(network, 7).map((value, i) => (value === 0 ? Math.sin(i) / 3 : value));
  return { kind: 'network', network, noise: geometric({ from: 10, to: 0.05, levels: 3 }), parameters };
}

/** Largest difference between onnxruntime and the CPU engine over all levels, in terms of the largest score of a level. */
async function largestDifference(model: Model): Promise<number> {
  const { dimension } = model.network;
  const type = model.transform && wantsFloat64(model.transform) ? 'float64' : 'float32';
  const session = await ort.InferenceSession.create(writeOnnx(model));
  expect(session.inputNames).toEqual(['x', 'sigma']);
  expect(session.outputNames).toEqual(['score']);
  const spread = gaussianMixture({ weights: [1], means: [Array(dimension).fill(0)], deviations: [3] });
  const drawn = spread.sample(33, { seed: 4 });
  const points = type === 'float64' ? restored(drawn, model.transform!) : drawn;
  const engine = createCpuEngine();
  let largest = 0;
  for (const sigma of model.noise.levels) {
    const { score } = await session.run({
      x: new ort.Tensor(type, points.values, [33, dimension]),
      sigma: new ort.Tensor('float32', new Float32Array(33).fill(sigma), [33, 1]),
    });
    const expected = Array.from((await engine.score({ score: model, points, sigma })).values);
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect([score!.dims, score!.type]).toEqual([[33, dimension], type]);
    (score!.data as Float32Array).forEach((value, i) => {
      largest = Math.max(largest, Math.abs(value - expected[i]!) / scale);
    });
  }
  await session.release();
  return largest;
}

// Sums of at most 42 terms in at most four layers, each term rounded to 2⁻²⁴ of itself: 4 · 42 · 2⁻²⁴.
const tolerance = 1e-5;

const depths = [[], [16], [40, 24], [8, 32, 16]];
test.each(activations.flatMap((activation) => depths.map((hidden) => ({ activation, hidden }))))(
  'onnxruntime computes the same score: $activation, hidden layers $hidden',
  async ({ activation, hidden }) => {
    expect(await largestDifference(modelOf(mlp({ dimension: 2, hidden, activation })))).toBeLessThan(tolerance);
  },
);

const conditionings: Conditioning[] = ['sigma', 'log-sigma', { fourier: 1 }, { fourier: 8 }];
const outputs: Output[] = ['score', 'over-sigma', { edm: 0.7 }];
test.each(conditionings.flatMap((conditioning) => outputs.map((output) => ({ conditioning, output }))))(
  'onnxruntime computes the same score: conditioning $conditioning, output $output',
  async ({ conditioning, output }) => {
    const network = mlp({ dimension: 3, hidden: [16, 16], activation: 'silu', conditioning, output });
    expect(await largestDifference(modelOf(network))).toBeLessThan(tolerance);
  },
);

test.each(outputs)(
  'onnxruntime computes the same score in the units of data that were standardised: output %j',
  async (output) => {
    const network = mlp({ dimension: 3, hidden: [16, 16], activation: 'silu', conditioning: 'log-sigma', output });
    // Points of deviation 3 about 0, in columns of these scales.
    const transform = { shift: [0.5, -2, 0], scale: [3, 4, 0.25] };
    expect(await largestDifference({ ...modelOf(network), transform })).toBeLessThan(tolerance);
  },
);

test('wide values stay finite in every activation', async () => {
  for (const activation of activations) {
    const model = modelOf(mlp({ dimension: 1, hidden: [4], activation }));
    const session = await ort.InferenceSession.create(writeOnnx(model));
    const { score } = await session.run({
      x: new ort.Tensor('float32', Float32Array.of(-1e4, 1e4), [2, 1]),
      sigma: new ort.Tensor('float32', Float32Array.of(1, 1), [2, 1]),
    });
    expect((score!.data as Float32Array).every(Number.isFinite), activation).toBe(true);
    await session.release();
  }
});

test('writeOnnx refuses what is no model', () => {
  const model = modelOf(mlp({ dimension: 1, hidden: [4] }));
  expect(() => writeOnnx({ ...model, parameters: model.parameters.slice(1) })).toThrow(/parameters/);
  expect(() => writeOnnx({ ...model, parameters: model.parameters.map(() => Number.NaN) })).toThrow(/finite/);
  expect(() => writeOnnx({ ...model, noise: { levels: [] } })).toThrow(/noise\.levels/);
  expect(() => writeOnnx({ ...model, transform: { shift: [0], scale: [0] } })).toThrow(/transform\.scale\[0\]/);
  expect(() => writeOnnx({ ...model, network: { ...model.network, activation: 'gelu' as never } })).toThrow(
    /activation/,
  );
});

test.each([
  ['seconds since 1970', { shift: [1.7e9, 0.5], scale: [60, 1.2] }],
  ['kilograms of stars', { shift: [2e30, -5e-22], scale: [6e32, 3e-25] }],
])('onnxruntime computes the same score of data that float32 does not hold: %s', async (_, transform) => {
  const model = modelOf(mlp({ dimension: 2, hidden: [16], conditioning: 'log-sigma', output: { edm: 1 } }));
  expect(await largestDifference({ ...model, transform })).toBeLessThan(tolerance);
});

test('the context of a network is an input more, or a part of the graph where it is one for all', async () => {
  const classes = modelOf(mlp({ dimension: 2, hidden: [16], activation: 'silu', context: { classes: 3 } }));
  const values = {
    ...modelOf(mlp({ dimension: 1, hidden: [8], activation: 'tanh', conditioning: { fourier: 2 }, context: 2 })),
    // So far from 0 that float32 would lose digits of it.
    contextColumns: { transform: { shift: [1.7e9, 4], scale: [86_400, 2] } },
  };
  expect(await largestDifference(conditional(classes, 1))).toBeLessThan(tolerance);
  expect(await largestDifference(conditional(classes, null))).toBeLessThan(tolerance);
  expect(await largestDifference(conditional(values, [1.70001e9, 3]))).toBeLessThan(tolerance);
  expect(() => writeOnnx(conditional(classes, [0, 1]))).toThrow(
    'context: got [0, 1], but it must be one for all points',
  );

  const engine = createCpuEngine();
  const run = async (model: Model, given: ort.InferenceSession.FeedsType, contexts: GivenContext) => {
    const { dimension } = model.network;
    const at = points(
      Float32Array.from({ length: 3 * dimension }, (_, i) => Math.sin(i)),
      dimension,
    );
    const session = await ort.InferenceSession.create(writeOnnx(model));
    expect(session.inputNames).toEqual(['x', 'sigma', ...Object.keys(given)]);
    const { score } = await session.run({
      x: new ort.Tensor('float32', at.values, [3, dimension]),
      sigma: new ort.Tensor('float32', new Float32Array(3).fill(0.5), [3, 1]),
      ...given,
    });
    await session.release();
    const { values } = await engine.score({ score: conditional(model, contexts), points: at, sigma: 0.5 });
    expect(relativeError(score!.data as Float32Array, values)).toBeLessThan(tolerance);
  };
  const oneHot = new ort.Tensor('float32', Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0), [3, 3]);
  await run(classes, { context: oneHot }, [2, 0, 1]);
  await run(classes, { context: new ort.Tensor('float32', new Float32Array(9), [3, 3]) }, null);
  const rows = points([1.7e9, 4, 1.70001e9, 3, 1.69e9, 8], 2);
  const context = new ort.Tensor('float64', rows.values, [3, 2]);
  const known = (given: number) => new ort.Tensor('float32', new Float32Array(3).fill(given), [3, 1]);
  await run(values, { context, given: known(1) }, rows);
  await run(values, { context, given: known(0) }, null);
});
