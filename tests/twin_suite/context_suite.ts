import { describe, expect, test } from 'vitest';
import { conditional } from '../../src/contexts/conditional.ts';
import type { Context } from '../../src/contexts/context.ts';
import { guided } from '../../src/fields/guided.ts';
import type { GivenContext } from '../../src/network.ts';
import { adam } from '../../src/optimizer.ts';
import { points, type Values } from '../../src/points.ts';
import { annealedLangevin, proportional } from '../../src/samplers/index.ts';
import type { TrainerOptions } from '../../src/trainer.ts';
import { gradientOptions } from './gradient_suite.ts';
import type { Pair } from './pair.ts';
import { modelOf, nameOf, relativeError, type Shape } from './shapes.ts';

/** One hidden layer, which without a context would be in lanes; none, several; more inputs of the context than of all else. */
const shapes: readonly Shape[] = [
  [2, [24], 'silu', { context: { classes: 3 } }],
  [1, [64], 'relu', { context: { values: 1 } }],
  [3, [], 'relu', { context: { classes: 5 } }],
  [5, [17, 9], 'tanh', { context: { values: 2 }, conditioning: { fourier: 3 }, output: { edm: 1.2 } }],
  [2, [40, 40], 'silu', { context: { classes: 37 }, conditioning: 'log-sigma', output: 'over-sigma' }],
];

/** Contexts of so many rows: classes, or values. */
function contextsOf(context: Context, count: number): TrainerOptions['context'] & GivenContext {
  return 'classes' in context
    ? Array.from({ length: count }, (_, i) => (i * i) % context.classes)
    : points(
        Float32Array.from({ length: count * context.values }, (_, i) => 2 * Math.sin(i * i)),
        context.values,
      );
}

/** Scores, gradients and samples of networks with contexts agree with those of the reference. */
export function contextSuite(engines: Pair): void {
  const named = shapes.map((shape) => [nameOf(shape), shape] as const);

  describe.each(named)('with a context, %s', (_, shape) => {
    const model = modelOf(shape);
    const { context } = model.network as { context: Context };

    test('has the scores of the CPU, in one context for each point, one for all, and none', async () => {
      const { device, cpu } = await engines();
      for (const count of [1, 5, 301]) {
        const values = Float32Array.from({ length: count * shape[0] }, (_, i) => 4 * Math.sin(i + 1));
        const each = contextsOf(context, count);
        const one = 'classes' in context ? context.classes - 1 : Array<number>(context.values).fill(0.7);
        for (const given of [each, one, null]) {
          const request = { score: conditional(model, given), points: points(values, shape[0]), sigma: 0.6 };
          const [ours, reference] = [await device.score(request), await cpu.score(request)];
          // As without a context.
          expect(relativeError(ours.values, reference.values)).toBeLessThan(5e-6);
        }
      }
    });

    test.each<[string, Partial<TrainerOptions>]>([
      ['all data at all levels, without a context now and then', { contextDropout: 0.3 }],
      ['drawn data, always in their context', { batch: 77, contextDropout: 0, perturbation: 'shared' }],
      ['drawn data at random levels', { batch: 130, noisePerRow: 'log-uniform', contextDropout: 0.1 }],
    ])('has the gradient of the CPU over %s', async (_, more) => {
      const { device, cpu } = await engines();
      for (const count of [1, 101]) {
        const options = { ...gradientOptions(shape, count), context: contextsOf(context, count)!, ...more };
        using ours = await device.trainer(options);
        using reference = await cpu.trainer(options);
        // As without a context.
        expect(relativeError(await ours.gradient(), await reference.gradient())).toBeLessThan(1e-5);
      }
    });

    test('goes along with the CPU under guidance, and in its training', async () => {
      const { device, cpu } = await engines();
      const score = guided(model, { context: contextsOf(context, 203), weight: 1.5 });
      const method = annealedLangevin({ perLevel: 3, size: proportional({ epsilon: 0.02 }) });
      const options = { score, noise: model.noise, particles: 203, method, seed: 4 };
      const samples: Values[] = [];
      for (const engine of [device, cpu]) {
        using sampler = await engine.sampler(options);
        for await (const _ of sampler.run());
        samples.push((await sampler.samples()).values);
      }
      // Fifteen updates of particles of a few units, in float32.
      expect(relativeError(samples[0]!, samples[1]!)).toBeLessThan(2e-5);

      const training = { ...gradientOptions(shape, 101), context: contextsOf(context, 101)!, batch: 60 };
      const losses: Float32Array[] = [];
      for (const engine of [device, cpu]) {
        using trainer = await engine.trainer({ ...training, optimizer: adam({ learningRate: 1e-3 }) });
        for await (const _ of trainer.run({ steps: 20 }));
        losses.push(trainer.losses());
      }
      losses[0]!.forEach((loss, i) => expect(Math.abs(loss / losses[1]![i]! - 1)).toBeLessThan(2e-5));
    });
  });
}
