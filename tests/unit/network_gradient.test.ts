import { describe, expect, test } from 'vitest';
import type { Conditioning, Output } from '../../src/conditioning.ts';
import { type Context, contextInput, contextInputCount } from '../../src/contexts/context.ts';
import { stride } from '../../src/engines/cpu/block.ts';
import type { BlockGradient } from '../../src/engines/cpu/block_gradient.ts';
import { networkGradient } from '../../src/engines/cpu/network_gradient.ts';
import { activations, initialParameters, layersOf, mlp, type Network } from '../../src/network.ts';
import { normals } from '../../src/random.ts';

const rows = 7;
const weighting = 2;

/** Parameters with biases that are not zero, and points and perturbations in the block. */
function prepare(network: Network, block: BlockGradient, sigmaOf: (row: number) => number = () => 0.8): Float64Array {
  for (let r = 0; r < rows; r++) block.sigmas[r] = sigmaOf(r);
  for (let j = 0; j < network.dimension; j++) {
    for (let r = 0; r < rows; r += 4) {
      normals(r, j, 0, 6, [1, 0], block.points, j * stride + r);
      normals(r, j, 1, 6, [1, 0], block.epsilon, j * stride + r);
    }
  }
  return Float64Array.from(initialParameters(network, 3), (weight, k) => weight + 0.2 * Math.sin(k));
}

function gradientOf(block: BlockGradient, parameters: Float64Array): Float64Array {
  const gradient = new Float64Array(parameters.length);
  block.evaluate(parameters, rows, 1, gradient);
  return gradient;
}

/** Central differences of the loss. */
function differences(block: BlockGradient, parameters: Float64Array): Float64Array {
  // Small enough that no unit of relu changes side, which was tried: then relu shows no error at all.
  const h = 1e-6;
  const loss = (k: number, by: number) => {
    const moved = parameters.slice();
    moved[k]! += by;
    return block.evaluate(moved, rows, 1, new Float64Array(parameters.length));
  };
  return parameters.map((_, k) => (loss(k, h) - loss(k, -h)) / (2 * h));
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0);
}

const widths = [[], [7], [5, 3], [9, 1, 6]];

describe.each(activations)('the gradient of a %s network', (activation) => {
  for (const hidden of widths) {
    for (const dimension of [1, 2, 5]) {
      test(`of ${dimension} dimension(s) and hidden layers [${hidden}] is that of finite differences`, () => {
        const network = mlp({ dimension, hidden, activation });
        const block = networkGradient(network, weighting);
        const parameters = prepare(network, block);
        const gradient = gradientOf(block, parameters);
        const scale = largestDifference(gradient, new Float64Array(gradient.length));
        // Rounding of a loss of about 10 over 2h is 1e-9, the third derivative times h²/6 far less.
        expect(largestDifference(gradient, differences(block, parameters)) / scale).toBeLessThan(1e-8);
      });
    }
  }
});

describe.each<[Conditioning, Output, number]>([
  ['log-sigma', 'score', 2],
  [{ fourier: 3 }, 'over-sigma', 2],
  ['sigma', { edm: 1.5 }, 1],
  [{ fourier: 1 }, { edm: 0.7 }, 3],
])('the gradient with conditioning %o, output %o and weighting %d', (conditioning, output, power) => {
  test.each([
    [1, []],
    [3, [7]],
    [2, [5, 3]],
  ])(
    'of %d dimension(s) and hidden layers %o, rows of different σ, is that of finite differences',
    (dimension, hidden) => {
      const network = mlp({ dimension, hidden, activation: 'silu', conditioning, output });
      const block = networkGradient(network, power);
      const parameters = prepare(network, block, (row) => 0.3 + 0.2 * row);
      const gradient = gradientOf(block, parameters);
      const scale = largestDifference(gradient, new Float64Array(gradient.length));
      expect(largestDifference(gradient, differences(block, parameters)) / scale).toBeLessThan(1e-8);
    },
  );
});

test.each<[Context, readonly number[]]>([
  [{ classes: 3 }, []],
  [{ classes: 2 }, [5, 3]],
  [{ values: 2 }, [7]],
])(
  'the gradient of a network with the context %o and hidden layers %o is that of finite differences',
  (context, hidden) => {
    const network = mlp({
      dimension: 2,
      hidden,
      activation: 'silu',
      conditioning: { fourier: 1 },
      output: { edm: 1 },
      context,
    });
    const block = networkGradient(network, weighting);
    const parameters = prepare(network, block, (row) => 0.3 + 0.2 * row);
    const inputs = contextInputCount(context);
    // Row 0 has none.
    for (let r = 1; r < rows; r++) {
      for (let i = 0; i < inputs; i++) block.contexts[i * stride + r] = contextInput(context, [r % 2, 0.5], 0, i);
    }
    const gradient = gradientOf(block, parameters);
    const scale = largestDifference(gradient, new Float64Array(gradient.length));
    expect(largestDifference(gradient, differences(block, parameters)) / scale).toBeLessThan(1e-8);
    // Weights of the inputs of a context have a gradient: they are there and in use.
    const [first] = layersOf(network);
    expect(Math.abs(gradient[(first!.inputs - inputs) * first!.outputs]!)).toBeGreaterThan(1e-3 * scale);
  },
);

test('gradients of two blocks add up', () => {
  const network = mlp({ dimension: 2, hidden: [5], activation: 'silu' });
  const block = networkGradient(network, weighting);
  const parameters = prepare(network, block);
  const once = gradientOf(block, parameters);
  const gradient = new Float64Array(parameters.length);
  block.evaluate(parameters, rows, 0.5, gradient);
  block.evaluate(parameters, rows, 0.5, gradient);
  expect(largestDifference(gradient, once)).toBeLessThan(1e-14);
});

test('takes the slope of relu at 0 for 0', () => {
  const network = mlp({ dimension: 1, hidden: [3] });
  const block = networkGradient(network, weighting);
  const parameters = prepare(network, block).fill(0, 0, 9);
  expect(gradientOf(block, parameters).slice(0, 9)).toEqual(new Float64Array(9));
});
