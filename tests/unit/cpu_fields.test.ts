import { describe, expect, test } from 'vitest';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import { points } from '../../src/points.ts';
import { euler } from '../../src/samplers/index.ts';
import { fieldSuite, wavy } from '../engine_suite/field_suite.ts';
import { ladder, plane, refusal } from '../engine_suite/fixtures.ts';

describe('the CPU engine', () => {
  const engine = createCpuEngine();
  fieldSuite(() => engine);

  test('wants a function in TypeScript, and says so', async () => {
    const { wgsl } = wavy(2);
    const own = customScore({ dimension: 2, wgsl: wgsl! });
    const sum = combination([
      { score: plane, weight: 1 },
      { score: own, weight: 1 },
    ]);
    for (const score of [own, sum]) {
      const request = engine.score({ score, points: points([1, 2], 2), sigma: 1 });
      await expect(request).rejects.toSatisfy(refusal('score.cpu'));
      await expect(request).rejects.toThrow('Give customScore a twin in TypeScript: cpu.');
      await expect(engine.sampler({ score, noise: ladder, method: euler(), particles: 3 })).rejects.toThrow('cpu');
    }
  });

  test('needs no function in WGSL', async () => {
    const own = customScore({ dimension: 1, cpu: ([x], sigma) => [-x! / sigma ** 2] });
    const { values } = await engine.score({ score: own, points: points([4]), sigma: 2 });
    expect([...values]).toEqual([-1]);
  });

  test('passes on what a function of a user throws', async () => {
    const fault = new Error('by the user');
    const own = customScore({
      dimension: 1,
      cpu: () => {
        throw fault;
      },
    });
    await expect(engine.score({ score: own, points: points([4]), sigma: 2 })).rejects.toBe(fault);
  });
});
