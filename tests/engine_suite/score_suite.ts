import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { type Model, mlp } from '../../src/network.ts';
import { type Points, points } from '../../src/points.ts';
import { ladder, linear, linearScore, plane, refusal, target } from './fixtures.ts';

/** What every evaluation of a score promises. */
export function scoreSuite(engine: () => Engine): void {
  describe('score', () => {
    test('of a mixture is that of its perturbed form', async () => {
      const { values, shape } = await engine().score({
        score: plane,
        points: plane.sample(33, { seed: 2 }),
        sigma: 0.8,
      });
      expect(shape).toEqual([33, 2]);
      const at = plane.sample(33, { seed: 2 }).values;
      const perturbed = plane.perturbed(0.8);
      for (let r = 0; r < 33; r++) {
        // float32, at magnitudes of a few units.
        perturbed.score(at.subarray(2 * r, 2 * r + 2)).forEach((s, j) => expect(values[2 * r + j]).toBeCloseTo(s, 4));
      }
    });

    test('of a model is its network at σ', async () => {
      const model: Model = {
        kind: 'network',
        network: mlp({ dimension: 2, hidden: [] }),
        noise: ladder,
        parameters: linear,
      };
      const at = plane.sample(33, { seed: 2 });
      const { values } = await engine().score({ score: model, points: at, sigma: 0.8 });
      for (let r = 0; r < 33; r++) {
        const expected = linearScore([...at.values.subarray(2 * r, 2 * r + 2)], 0.8);
        expected.forEach((s, j) => expect(values[2 * r + j]).toBeCloseTo(s, 4));
      }
    });

    test('stays right far from all data', async () => {
      const { values } = await engine().score({ score: target, points: points([1000, -1000]), sigma: 1 });
      expect(values[0]! / -498.5).toBeCloseTo(1, 5);
      expect(values[1]! / 498.5).toBeCloseTo(1, 5);
    });

    test.each([
      ['points', { points: { values: new Float32Array(0), shape: [0, 1] } as Points }],
      ['points.shape', { points: points([1, 2], 2) }],
      ['points.values', { points: { values: Float32Array.of(Number.NaN), shape: [1, 1] } as Points }],
      ['sigma', { sigma: 0 }],
      ['sigma', { sigma: -1 }],
      ['sigma', { sigma: Number.NaN }],
    ])('refuses bad %s (%#)', async (argument, bad) => {
      const request = { score: target, points: points([1, 2]), sigma: 1, ...bad };
      await expect(engine().score(request)).rejects.toSatisfy(refusal(argument));
    });
  });
}
