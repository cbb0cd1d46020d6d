import { expect, test } from 'vitest';
import { points } from '../../src/points.ts';
import type { Pair } from './pair.ts';
import { modelOf, nameOf, relativeError, shapes } from './shapes.ts';

/** Scores of networks agree with the reference. */
export function scoreNetworkSuite(engines: Pair): void {
  // 1, 5 and 301 points: less than a quad, a quad and a half, and no multiple of a workgroup's 64 quads.
  test.each(shapes.map((shape) => [nameOf(shape), shape] as const))(
    'score of %s agrees with the CPU',
    async (_, shape) => {
      const { device, cpu } = await engines();
      const score = modelOf(shape);
      for (const count of [1, 5, 301]) {
        const values = Float32Array.from({ length: count * shape[0] }, (_, i) => 4 * Math.sin(i + 1));
        for (const sigma of [2, 0.05]) {
          const request = { score, points: points(values, shape[0]), sigma };
          const [ours, reference] = [await device.score(request), await cpu.score(request)];
          expect(ours.shape).toEqual([count, shape[0]]);
          // A chain of at most four sums of 512 terms in float32; measured 6e-7. Builtin exp and tanh add a few ulp.
          expect(relativeError(ours.values, reference.values)).toBeLessThan(5e-6);
        }
      }
    },
  );
}
