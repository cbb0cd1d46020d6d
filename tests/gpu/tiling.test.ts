import { afterAll, expect, test } from 'vitest';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { points } from '../../src/points.ts';
import { modelOf, nameOf, relativeError, type Shape } from '../twin_suite/shapes.ts';
import { engines } from './engines.ts';

// Where the device has subgroups, all other tests run the kernels that use them; these run the others.
const engine = createWebgpuEngine({ subgroups: false });
afterAll(async () => (await engine).dispose());

const shapes: readonly Shape[] = [
  [1, [64], 'relu'],
  [3, [20], 'tanh'],
  [5, [], 'relu'],
  [5, [16], 'silu'],
  [16, [37, 5], 'tanh'],
  [2, [128, 128, 128], 'silu'],
  [7, [256], 'relu'],
];

test.each(shapes.map((shape) => [nameOf(shape), shape] as const))(
  'without subgroups, score and gradient of %s agree with the CPU',
  async (_, shape) => {
    const { cpu } = await engines();
    const score = modelOf(shape);
    const { network, noise, parameters } = score;
    // 65 quads and one row: tiles of one vector and of two.
    for (const count of [5, 261]) {
      const values = Float32Array.from({ length: count * shape[0] }, (_, i) => 3 * Math.sin(1.7 * i));
      const data = points(values, shape[0]);
      const request = { score, points: data, sigma: 0.7 };
      const [ours, reference] = [await (await engine).score(request), await cpu.score(request)];
      // As for the kernels with subgroups: sums in float32.
      expect(relativeError(ours.values, reference.values)).toBeLessThan(5e-6);
      const options = { data, network, noise, parameters, seed: 5 };
      const [a, b] = [await (await engine).trainer(options), await cpu.trainer(options)];
      expect(relativeError(await a.gradient(), await b.gradient())).toBeLessThan(5e-6);
      a.dispose();
      b.dispose();
    }
  },
);
