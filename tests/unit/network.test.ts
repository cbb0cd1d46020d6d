import { describe, expect, test } from 'vitest';
import { initialParameters, layersOf, mlp, parameterCount, requireParameters } from '../../src/network.ts';

test('the network of the tutorial has 257 parameters', () => {
  expect(parameterCount(mlp({ dimension: 1, hidden: [64] }))).toBe(257);
});

test('layers follow each other in the buffer without a gap', () => {
  const layers = layersOf(mlp({ dimension: 2, hidden: [5, 7] }));
  expect(layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
    [3, 5],
    [5, 7],
    [7, 2],
  ]);
  let offset = 0;
  for (const { inputs, outputs, weight, bias } of layers) {
    expect([weight, bias]).toEqual([offset, offset + inputs * outputs]);
    offset = bias + outputs;
  }
});

describe('initialParameters', () => {
  const network = mlp({ dimension: 3, hidden: [100, 50] });

  test('are Glorot-uniform weights and zero biases', () => {
    const parameters = initialParameters(network, 5);
    for (const { inputs, outputs, weight, bias } of layersOf(network)) {
      const weights = parameters.slice(weight, bias);
      const limit = Math.sqrt(6 / (inputs + outputs));
      expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(Math.fround(limit));
      const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
      // Var w² = 4/45·limit⁴; five standard errors.
      expect(Math.abs(variance - limit ** 2 / 3)).toBeLessThan(
        (5 * limit ** 2 * Math.sqrt(4 / 45)) / Math.sqrt(weights.length),
      );
      expect(parameters.slice(bias, bias + outputs).every((b) => b === 0)).toBe(true);
    }
  });

  test('depend on the seed alone', () => {
    expect(initialParameters(network, 5)).toEqual(initialParameters(network, 5));
    expect(initialParameters(network, 5)).not.toEqual(initialParameters(network, 6));
  });
});

test.each([
  ['network.dimension', { dimension: 0, hidden: [4] }],
  ['network.hidden[0]', { dimension: 1, hidden: [0] }],
  ['network.hidden[1]', { dimension: 1, hidden: [4, -2] }],
  ['network.hidden[0]', { dimension: 1, hidden: [513] }],
  ['network.hidden[0]', { dimension: 1, hidden: [Number.NaN] }],
  ['network.activation', { dimension: 1, hidden: [4], activation: 'sigmoid' as 'relu' }],
])('mlp refuses a bad %s', (argument, bad) => {
  expect(() => mlp(bad)).toThrow(expect.objectContaining({ argument }));
});

test('parameters of the wrong length or not finite are refused', () => {
  const network = mlp({ dimension: 1, hidden: [2] });
  expect(() => requireParameters('parameters', new Float32Array(3), network)).toThrow(/9 values/);
  expect(() => requireParameters('parameters', new Float32Array(9).fill(Number.NaN), network)).toThrow(/finite/);
});
