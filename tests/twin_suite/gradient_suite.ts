import { describe, expect, test } from 'vitest';
import { points } from '../../src/points.ts';
import type { TrainerOptions } from '../../src/trainer.ts';
import type { Pair } from './pair.ts';
import { modelOf, nameOf, relativeError, type Shape, shapes } from './shapes.ts';

/** Gradients agree with those of the reference. */
export function gradientSuite(engines: Pair): void {
  async function gradients(options: TrainerOptions): Promise<{ ours: Float32Array; reference: Float32Array }> {
    const { device, cpu } = await engines();
    const [a, b] = [await device.trainer(options), await cpu.trainer(options)];
    try {
      return { ours: await a.gradient(), reference: await b.gradient() };
    } finally {
      a.dispose();
      b.dispose();
    }
  }

  // With 5 levels: 5 rows, and 1515 rows, which are no multiple of a quad, of a workgroup, or of two.
  test.each(shapes.map((shape) => [nameOf(shape), shape] as const))(
    'gradient of %s agrees with the CPU',
    async (_, shape) => {
      for (const count of [1, 303]) {
        const { ours, reference } = await gradients(gradientOptions(shape, count));
        // Sums over rows in float32; measured 4e-7.
        expect(relativeError(ours, reference)).toBeLessThan(5e-6);
      }
    },
  );

  test.each([shapes[0]!, shapes[3]!, shapes[10]!].map((shape) => [nameOf(shape), shape] as const))(
    'gradient of %s with shared noise agrees with the CPU',
    async (_, shape) => {
      const { ours, reference } = await gradients({ ...gradientOptions(shape, 99), perturbation: 'shared' });
      expect(relativeError(ours, reference)).toBeLessThan(5e-6);
    },
  );

  describe.each<[string, Shape]>([
    ['lanes', [2, [24], 'silu', { conditioning: 'log-sigma', output: { edm: 1.1 } }]],
    ['planes', [2, [24, 9], 'silu', { conditioning: { fourier: 4 }, output: 'over-sigma' }]],
  ])('in %s, the gradient agrees with the CPU', (_, shape) => {
    test.each<[string, Partial<TrainerOptions>]>([
      ['a batch of drawn data at all levels', { batch: 77 }],
      ['a random level for each row', { noisePerRow: 'one-level' }],
      ['drawn data at log-uniform σ, weighted by σ', { batch: 130, noisePerRow: 'log-uniform', weighting: 1 }],
      ['log-normal σ, weighted by σ³', { noisePerRow: { logNormal: { mean: -0.5, deviation: 0.8 } }, weighting: 3 }],
      ['drawn data with shared noise', { batch: 66, perturbation: 'shared' }],
    ])('with %s', async (_, more) => {
      const { ours, reference } = await gradients({ ...gradientOptions(shape, 101), ...more });
      // As above, and ln σ and σ in float32 besides.
      expect(relativeError(ours, reference)).toBeLessThan(1e-5);
    });
  });
}

/** Of a network of this shape, with the parameters of modelOf. */
export function gradientOptions(shape: Shape, count: number): TrainerOptions {
  const { network, noise, parameters } = modelOf(shape);
  const values = Float32Array.from({ length: count * shape[0] }, (_, i) => 3 * Math.sin(1.7 * i));
  return { data: points(values, shape[0]), network, noise, parameters, seed: 2n ** 40n + 3n };
}
