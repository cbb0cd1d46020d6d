import { describe, expect, test } from 'vitest';
import type { TrainerOptions } from '../../src/engine.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { points } from '../../src/points.ts';
import { engines } from '../gpu/engines.ts';
import { modelOf, nameOf, relativeError, type Shape, shapes } from './shapes.ts';

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

function options(shape: Shape, count: number): TrainerOptions {
  const { network, noise, parameters } = modelOf(shape);
  const values = Float32Array.from({ length: count * shape[0] }, (_, i) => 3 * Math.sin(1.7 * i));
  return { data: points(values, shape[0]), network, noise, parameters, seed: 2n ** 40n + 3n };
}

// With 5 levels: 5 rows, and 1515 rows, which are no multiple of a quad, of a workgroup, or of two.
test.each(shapes.map((shape) => [nameOf(shape), shape] as const))(
  'gradient of %s agrees with the CPU',
  async (_, shape) => {
    for (const count of [1, 303]) {
      const { ours, reference } = await gradients(options(shape, count));
      // Sums over rows in float32; measured 4e-7.
      expect(relativeError(ours, reference)).toBeLessThan(5e-6);
    }
  },
);

test.each([shapes[0]!, shapes[3]!, shapes[10]!].map((shape) => [nameOf(shape), shape] as const))(
  'gradient of %s with shared noise agrees with the CPU',
  async (_, shape) => {
    const { ours, reference } = await gradients({ ...options(shape, 99), perturbation: 'shared' });
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
    const { ours, reference } = await gradients({ ...options(shape, 101), ...more });
    // As above, and ln σ and σ in float32 besides.
    expect(relativeError(ours, reference)).toBeLessThan(1e-5);
  });
});

// In planes, 2 → 32 → 32 → 2 takes 4 + 32 + 32 + 4 planes of 2 KiB for 512 rows: a scratch of 150 KiB holds one tile of the
// three that 1515 rows make, or two of six half as long. In lanes, a workgroup takes 512 rows of two dimensions and leaves 4
// slices of 776 bytes: a scratch of 4 KiB holds one.
test.each<[string, Shape, number]>([
  ['planes', [2, [32, 32], 'silu'], 150 * 1024],
  ['lanes', [2, [32], 'silu'], 4 * 1024],
])('in %s, a batch in many row ranges gives the gradient and the loss of the whole', async (_, shape, scratchBytes) => {
  const engine = await createWebgpuEngine({ scratchBytes });
  const trainer = await engine.trainer(options(shape, 303));
  const { reference } = await gradients(options(shape, 303));
  expect(relativeError(await trainer.gradient(), reference)).toBeLessThan(5e-6);
  const { device } = await engines();
  const whole = await device.trainer(options(shape, 303));
  for (const each of [trainer, whole]) for await (const _ of each.run({ steps: 3 }));
  expect(relativeError(trainer.losses(), whole.losses())).toBeLessThan(1e-6);
  whole.dispose();
  engine.dispose();
});
