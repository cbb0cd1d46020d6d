import { describe, expect, test } from 'vitest';
import { feature, featureCount, scalesOf } from '../../src/conditioning.ts';
import { conditional, withoutContext } from '../../src/contexts/conditional.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { guided } from '../../src/fields/guided.ts';
import { fieldOf } from '../../src/fields/index.ts';
import { type GivenContext, initialParameters, layersOf, type Model, mlp, type Network } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';

const engine = createCpuEngine();
const transform = { shift: [10, -3], scale: [2, 0.5] };

function modelOf(network: Network, known: Partial<Model> = {}): Model {
  const parameters = initialParameters(network, 3).map((weight, k) => weight + 0.2 * Math.sin(k));
  return { kind: 'network', network, noise: geometric({ from: 2, to: 0.5, levels: 4 }), parameters, ...known };
}

const byValues = modelOf(
  mlp({
    dimension: 2,
    hidden: [7, 5],
    activation: 'tanh',
    conditioning: { fourier: 2 },
    output: { edm: 1.3 },
    context: 2,
  }),
  { contextColumns: { transform } },
);
const byClass = modelOf(mlp({ dimension: 1, hidden: [9], activation: 'silu', context: { classes: 3 } }), {
  contextColumns: { labels: ['cat', 'dog', 'cow'] },
});
const linear = modelOf(mlp({ dimension: 2, hidden: [], context: { classes: 2 } }));

/** s(x, σ | c) by the definition of the network, one sum at a time. @param inputs those of the context */
function byDefinition({ network, parameters }: Model, x: readonly number[], sigma: number, inputs: number[]): number[] {
  const layers = layersOf(network);
  const { input, output, skip } = scalesOf(network.output, sigma);
  const features = Array.from({ length: featureCount(network.conditioning) }, (_, i) =>
    feature(network.conditioning, i, sigma),
  );
  const active = network.activation === 'tanh' ? Math.tanh : (z: number) => z / (1 + Math.exp(-z));
  const net = layers.reduce(
    (values, { inputs, outputs, weight, bias }, l) =>
      Array.from({ length: outputs }, (_, o) => {
        let z = parameters[bias + o]!;
        for (let i = 0; i < inputs; i++) z += values[i]! * parameters[weight + i * outputs + o]!;
        return l < layers.length - 1 ? active(z) : z;
      }),
    [...x.map((value) => input * value), ...features, ...inputs],
  );
  return net.map((value, j) => skip * x[j]! + output * value);
}

describe('the score of a network with a context', () => {
  const cases: readonly [string, Model, GivenContext, number[]][] = [
    ['values', byValues, [14, -3.5], [2, -1, 1]],
    ['values in an array', byValues, Float32Array.of(14, -3.5), [2, -1, 1]],
    ['no values', byValues, null, [0, 0, 0]],
    ['a class', byClass, 1, [0, 1, 0]],
    ['a label', byClass, 'cow', [0, 0, 1]],
    ['no class', byClass, null, [0, 0, 0]],
    ['a class, without a hidden layer', linear, 1, [0, 1]],
  ];
  test.each(cases)('is its definition: %s', async (_, model, context, inputs) => {
    const { dimension } = model.network;
    const at = points(
      Float32Array.from({ length: 11 * dimension }, (_, i) => 2 * Math.sin(i * i)),
      dimension,
    );
    const { values } = await engine.score({ score: conditional(model, context), points: at, sigma: 0.8 });
    for (let r = 0; r < 11; r++) {
      const x = [...at.values.subarray(r * dimension, (r + 1) * dimension)];
      // Parameters with the context in their biases, and the result, are rounded to float32.
      byDefinition(model, x, 0.8, inputs).forEach((s, j) => {
        expect(Math.abs(values[r * dimension + j]! - s)).toBeLessThan(2e-6);
      });
    }
  });

  test.each([
    [
      'values',
      byValues,
      points([14, -3.5, 10, -3, 9, 2, 14, -3.5, 0, 0], 2),
      [
        [14, -3.5],
        [10, -3],
        [9, 2],
        [14, -3.5],
        [0, 0],
      ],
    ],
    ['classes', byClass, [2, 0, 1, 2, 2], [2, 0, 1, 2, 2]],
  ] as [string, Model, GivenContext, GivenContext[]][])(
    'of %s, one a particle, is that of each',
    async (_, model, all, each) => {
      const { dimension } = model.network;
      const at = points(
        Float32Array.from({ length: 5 * dimension }, (_, i) => Math.sin(i * i)),
        dimension,
      );
      const together = await engine.score({ score: conditional(model, all), points: at, sigma: 0.6 });
      for (const [i, context] of each.entries()) {
        const one = points(at.values.slice(i * dimension, (i + 1) * dimension), dimension);
        const { values } = await engine.score({ score: conditional(model, context), points: one, sigma: 0.6 });
        values.forEach((s, j) => expect(Math.abs(together.values[i * dimension + j]! - s)).toBeLessThan(2e-6));
      }
    },
  );

  test('costs nothing where the context is one for all: it joins the biases', () => {
    const plain = withoutContext(conditional(byClass, 2));
    expect(plain.network).toEqual(mlp({ dimension: 1, hidden: [9], activation: 'silu' }));
    expect(plain.parameters.length).toBe(byClass.parameters.length - 3 * 9);
  });

  test('one a particle is cut as the particles are', () => {
    const checked = fieldOf(byClass).check('score', conditional(byClass, [2, 0, 1, 2, 2]), fieldOf) as Model;
    expect((fieldOf(checked).part(checked, 1, 3, fieldOf) as Model).context).toEqual(Uint32Array.of(0, 1, 2));
    const values = conditional(byValues, points([1, 2, 3, 4, 5, 6], 2));
    expect((fieldOf(values).part(values, 1, 2, fieldOf) as Model).context).toEqual(points([3, 4, 5, 6], 2));
    const one = conditional(byClass, 1);
    expect((fieldOf(one).part(one, 1, 3, fieldOf) as Model).context).toBe(1);
  });
});

test('guided(model, …) is w·s(x, σ | c) + (1 − w)·s(x, σ)', async () => {
  const at = points([0.3, -1, 2]);
  const [of, without, both] = await Promise.all(
    [conditional(byClass, 1), conditional(byClass, null), guided(byClass, { context: 1, weight: 3 })].map((score) =>
      engine.score({ score, points: at, sigma: 0.7 }),
    ),
  );
  both!.values.forEach((s, i) => expect(s).toBeCloseTo(3 * of!.values[i]! - 2 * without!.values[i]!, 5));
});

describe('contexts that are none are refused', () => {
  const never = { ...byClass, contextDropout: 0 };
  test.each([
    ['network.context', () => mlp({ dimension: 1, hidden: [], context: 0 })],
    ['network.context.classes', () => mlp({ dimension: 1, hidden: [], context: { classes: 1e6 } })],
    ['network.context.value', () => mlp({ dimension: 1, hidden: [], context: { value: 2 } as never })],
    ['context', () => conditional(modelOf(mlp({ dimension: 1, hidden: [] })), 1)],
    ['context', () => conditional(byClass, 3)],
    ['context', () => conditional(byClass, 0.5)],
    ['context', () => conditional(byClass, 'horse')],
    ['context', () => conditional(byClass, points([1, 2]))],
    ['context[2]', () => conditional(byClass, [0, 1, -1])],
    ['context', () => conditional(byClass, [])],
    ['context', () => conditional(byClass, undefined as never)],
    ['context', () => conditional(never, null)],
    ['context', () => guided(never, { context: 1, weight: 2 })],
    ['weight', () => guided(byClass, { context: 1, weight: Number.NaN })],
    ['context', () => conditional(byValues, 1)],
    ['context', () => conditional(byValues, [1, 2, 3])],
    ['context[1]', () => conditional(byValues, [1, Number.NaN])],
    ['context.values[1]', () => conditional(byValues, [1, 1e40])],
    ['context', () => conditional(byValues, 'cat')],
    ['context.shape', () => conditional(byValues, points([1, 2, 3], 3))],
    [
      'model.contextColumns.transform.scale',
      () => conditional({ ...byValues, contextColumns: { transform: { shift: [1, 2], scale: [1] } } }, [1, 2]),
    ],
    [
      'model.contextColumns.labels[2]',
      () => conditional({ ...byClass, contextColumns: { labels: ['a', 'b', 'a'] } }, 1),
    ],
    ['model.contextColumns.labels', () => conditional({ ...byValues, contextColumns: { labels: ['a', 'b'] } }, [1, 2])],
    ['model.contextDropout', () => conditional({ ...byClass, contextDropout: 1 }, 1)],
  ] as [string, () => unknown][])('%s', (argument, call) => {
    expect(call).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  });

  test('a network with a context is not evaluated without being given one', async () => {
    const call = engine.score({ score: byClass, points: points([1]), sigma: 1 });
    await expect(call).rejects.toThrow(
      'score.context: got undefined, but it must be a class from 0 to 2. The score depends on it',
    );
  });

  test('contexts of other particles', async () => {
    const call = engine.score({ score: conditional(byClass, [1, 2]), points: points([1, 2, 3]), sigma: 1 });
    await expect(call).rejects.toThrow(
      'score: got "a score of 2 particles", but it must be of 3, the number of particles',
    );
  });
});
