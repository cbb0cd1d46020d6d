import { describe, expect, test } from 'vitest';
import { type Conditioning, feature, featureCount, type Output, scalesOf } from '../../src/conditioning.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { tutorialTarget } from '../../src/distributions/tutorial.ts';
import { blockRows } from '../../src/engines/cpu/block.ts';
import { mixtureScore } from '../../src/engines/cpu/mixture_score.ts';
import { networkScore } from '../../src/engines/cpu/network_score.ts';
import { scorePoints } from '../../src/engines/cpu/score_points.ts';
import { activations, initialParameters, layersOf, type Model, mlp, type Network } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';

const noise = geometric({ from: 2, to: 0.5, levels: 4 });

function modelOf(network: Network): Model {
  return {
    kind: 'network',
    network,
    noise,
    parameters: initialParameters(network, 3).map((weight, k) => weight + 0.2 * Math.sin(k)),
  };
}

const formulas = {
  relu: (z: number) => Math.max(z, 0),
  silu: (z: number) => z / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  softplus: (z: number) => Math.log(1 + Math.exp(z)),
};

/** s(x, σ) by the definition of the network, one sum at a time. */
function byDefinition({ network, parameters }: Model, x: readonly number[], sigma: number): number[] {
  const layers = layersOf(network);
  const { input, output, skip } = scalesOf(network.output, sigma);
  const features = Array.from({ length: featureCount(network.conditioning) }, (_, i) =>
    feature(network.conditioning, i, sigma),
  );
  const net = layers.reduce(
    (values, { inputs, outputs, weight, bias }, l) =>
      Array.from({ length: outputs }, (_, o) => {
        let z = parameters[bias + o]!;
        for (let i = 0; i < inputs; i++) z += values[i]! * parameters[weight + i * outputs + o]!;
        return l < layers.length - 1 ? formulas[network.activation](z) : z;
      }),
    [...x.map((value) => input * value), ...features],
  );
  return net.map((value, j) => skip * x[j]! + output * value);
}

describe('the score of a network', () => {
  // More points than a block holds, and not a multiple of 4.
  const count = 2 * blockRows + 7;
  for (const activation of activations) {
    for (const [dimension, hidden] of [
      [1, []],
      [1, [64]],
      [2, [5]],
      [3, [9, 4]],
      [5, [1, 17, 6]],
    ] as const) {
      test(`${activation} [${hidden}] in ${dimension} dimension(s) is its definition`, () => {
        const model = modelOf(mlp({ dimension, hidden, activation }));
        const xs = Float32Array.from({ length: count * dimension }, (_, k) => 3 * Math.sin(k * k));
        const { values, shape } = scorePoints(networkScore(model), points(xs, dimension), 0.7);
        expect(shape).toEqual([count, dimension]);
        for (let r = 0; r < count; r++) {
          const expected = byDefinition(model, [...xs.subarray(r * dimension, (r + 1) * dimension)], 0.7);
          // The result is rounded to float32.
          expected.forEach((s, j) => expect(Math.abs(values[r * dimension + j]! - s)).toBeLessThan(1e-6));
        }
      });
    }
  }

  test.each<[Conditioning, Output]>([
    ['log-sigma', 'over-sigma'],
    [{ fourier: 4 }, { edm: 1.3 }],
    ['sigma', { edm: 0.5 }],
  ])('with conditioning %o and output %o is its definition', (conditioning, output) => {
    for (const hidden of [[], [9], [4, 7]]) {
      const model = modelOf(mlp({ dimension: 2, hidden, activation: 'tanh', conditioning, output }));
      const xs = Float32Array.from({ length: 2 * 11 }, (_, k) => 3 * Math.sin(k * k));
      for (const sigma of [0.05, 3]) {
        const { values } = scorePoints(networkScore(model), points(xs, 2), sigma);
        for (let r = 0; r < 11; r++) {
          const expected = byDefinition(model, [...xs.subarray(2 * r, 2 * r + 2)], sigma);
          // The result is rounded to float32.
          expected.forEach((s, j) => expect(Math.abs(values[2 * r + j]! - s) / (1 + Math.abs(s))).toBeLessThan(1e-6));
        }
      }
    }
  });
});

describe('the score of a mixture', () => {
  const plane = gaussianMixture({
    weights: [1, 3],
    means: [
      [1, -1],
      [-2, 0.5],
    ],
    deviations: [0.7, 1.2],
  });

  test('is that of the perturbed distribution', () => {
    for (const mixture of [tutorialTarget(), plane]) {
      const { dimension } = mixture;
      const xs = Float32Array.from({ length: 50 * dimension }, (_, k) => 6 * Math.sin(k * k));
      const { values } = scorePoints(mixtureScore(mixture), points(xs, dimension), 0.6);
      const perturbed = mixture.perturbed(0.6);
      for (let r = 0; r < 50; r++) {
        const expected = perturbed.score(xs.subarray(r * dimension, (r + 1) * dimension));
        expected.forEach((s, j) => expect(values[r * dimension + j]).toBeCloseTo(s, 5));
      }
    }
  });

  test('stays right where every density underflows', () => {
    const { values } = scorePoints(mixtureScore(tutorialTarget()), points(Float32Array.of(1000, -1000, 1e30)), 1);
    expect([...values]).toEqual([-997 / 2, 997 / 2, Math.fround(-Math.fround(1e30) / 2)]);
  });
});
