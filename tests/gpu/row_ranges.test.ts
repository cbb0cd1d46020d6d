import { expect, test } from 'vitest';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { gradientOptions as options } from '../twin_suite/gradient_suite.ts';
import { relativeError, type Shape } from '../twin_suite/shapes.ts';
import { engines } from './engines.ts';

// In planes, 2 → 32 → 32 → 2 takes 4 + 32 + 32 + 4 planes of 2 KiB for 512 rows: a scratch of 150 KiB holds one tile of the
// three that 1515 rows make, or two of six half as long. In lanes, a workgroup takes 512 rows of two dimensions and leaves 4
// slices of 776 bytes: a scratch of 4 KiB holds one.
test.each<[string, Shape, number]>([
  ['planes', [2, [32, 32], 'silu'], 150 * 1024],
  ['lanes', [2, [32], 'silu'], 4 * 1024],
])('in %s, a batch in many row ranges gives the gradient and the loss of the whole', async (_, shape, scratchBytes) => {
  const { device, cpu } = await engines();
  const engine = await createWebgpuEngine({ scratchBytes });
  const trainer = await engine.trainer(options(shape, 303));
  using reference = await cpu.trainer(options(shape, 303));
  expect(relativeError(await trainer.gradient(), await reference.gradient())).toBeLessThan(5e-6);
  const whole = await device.trainer(options(shape, 303));
  for (const each of [trainer, whole]) for await (const _ of each.run({ steps: 3 }));
  expect(relativeError(trainer.losses(), whole.losses())).toBeLessThan(1e-6);
  whole.dispose();
  engine.dispose();
});
