import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaussianMixture } from '../../../src/distributions/gaussian_mixture.ts';
import { ArgumentError, OutOfMemoryError } from '../../../src/errors.ts';
import { type Model, mlp } from '../../../src/network.ts';
import { noise } from '../../../src/noise.ts';
import { inFloat32, points } from '../../../src/points.ts';
import type { FakeOptions } from './fake_backend.ts';
import { driven, flat, watch } from './fixtures.ts';

watch();

const line = (count: number) => points(Array.from({ length: count }, (_, i) => i));

test('is evaluated at every point once, in parts that a sampler can address and submissions that it can take', async () => {
  const parameters = fc.record({
    queueDepth: fc.integer({ min: 1, max: 4 }),
    pace: fc.constantFrom(0, 1e-5),
    unit: fc.integer({ min: 1, max: 3 }),
    mostUpdates: fc.constantFrom(1, Number.POSITIVE_INFINITY),
    mostPieces: fc.constantFrom(1, 3),
    mostParticles: fc.constantFrom(4, 12, 40, 1000),
    count: fc.integer({ min: 1, max: 130 }),
    bad: fc.array(fc.nat(129)),
  });
  await fc.assert(
    fc.asyncProperty(parameters, async ({ queueDepth, pace, mostParticles, count, bad, ...sampling }) => {
      const evaluated: number[] = [];
      const score = (x: number) => {
        evaluated.push(x);
        return bad.includes(x) ? [Number.NaN, Infinity][x % 2]! : -2 * x;
      };
      const { fake, engine } = driven({ queueDepth, pace, mostParticles, sampling: { ...sampling, score, work: 1e7 } });
      const given = line(count);
      const { values, shape } = await engine.score({ score: flat, points: given, sigma: 1 });
      expect(shape).toEqual([count, 1]);
      const all = Array.from({ length: count }, (_, i) => i);
      expect([...values]).toEqual(all.map((x) => (bad.includes(x) ? [Number.NaN, Infinity][x % 2] : -2 * x + 0)));
      expect(evaluated).toEqual(all);
      expect(given).toEqual(line(count));
      expect(fake.plans.map((plan) => 'particles' in plan && plan.particles)).toEqual(
        Array.from({ length: Math.ceil(count / mostParticles) }, (_, i) =>
          Math.min(mostParticles, count - i * mostParticles),
        ),
      );
      expect(fake.live).toBe(0);
      expect(fake.faults).toEqual([]);
    }),
  );
});

test('is evaluated in smaller parts where there is no memory for what a sampler takes', async () => {
  const { fake, engine } = driven({ sampling: { score: (x: number) => -x } });
  const particles = () => fake.plans.map((plan) => 'particles' in plan && plan.particles);
  fake.onCall = ({ name }) => {
    if (name === 'sample' && (particles().at(-1) as number) > 9)
      throw new ArgumentError('particles', particles().at(-1), 'at most 9 with such contexts');
  };
  const { values } = await engine.score({ score: flat, points: line(21), sigma: 1 });
  expect([...values]).toEqual(Array.from({ length: 21 }, (_, i) => 0 - i));
  expect(particles()).toEqual([21, 12, 8, 8, 5]);
  fake.onCall = ({ name }) => {
    if (name === 'sample') throw new OutOfMemoryError('none left');
  };
  await expect(engine.score({ score: flat, points: line(9), sigma: 1 })).rejects.toThrow('none left');
  expect(fake.live).toBe(0);
});

test('is paced: of points that take long, few at a time', async () => {
  const options: FakeOptions = { queueDepth: 4, mostParticles: 100_000, pace: 1e-6, sampling: { work: 1e6 } };
  const { fake, engine } = driven(options);
  await engine.score({ score: flat, points: line(8000), sigma: 1 });
  expect(Math.max(...fake.submissions)).toBeLessThan(30);
  // All but the last, which is what is left.
  expect(Math.min(...fake.submissions.slice(0, -1))).toBeGreaterThan(19);
});

test('adapts its pace where points take longer than estimated', async () => {
  const { fake, engine } = driven({ mostParticles: 100_000, pace: 1e-4, sampling: { work: 1e5 } });
  await engine.score({ score: flat, points: line(8000), sigma: 1 });
  // 10 ms a quad: 2 s at first, until that is known, and then 25 ms.
  expect(fake.submissions[0]).toBeCloseTo(2000, 6);
  expect(Math.max(...fake.submissions.slice(6))).toBeLessThan(31);
});

test('comes in the units of the data where the model is standardised', async () => {
  const model: Model = {
    kind: 'network',
    network: mlp({ dimension: 2, hidden: [] }),
    noise: noise([1]),
    parameters: new Float32Array(8),
    transform: { shift: [1, -1], scale: [2, 4] },
  };
  const { engine } = driven({ sampling: { score: (y) => 8 * y } });
  const { values } = await engine.score({ score: model, points: points([3, 7], 2), sigma: 1 });
  // y = (1, 2), s = 8·y, divided by the scales.
  expect([...values]).toEqual([4, 4]);
});

test('of many calls at once is that of each', async () => {
  const { fake, engine } = driven({ mostParticles: 8, sampling: { score: (x) => x } });
  const all = await Promise.all(
    [3, 30, 7].map((count) => engine.score({ score: flat, points: line(count), sigma: 1 })),
  );
  expect(all).toEqual([3, 30, 7].map((count) => inFloat32('points', line(count))));
  expect(fake.live).toBe(0);
});

test('refuses points of another dimension without asking the engine', async () => {
  const { fake, engine } = driven();
  const score = gaussianMixture({ weights: [1], means: [[0, 0]], deviations: [1] });
  await expect(engine.score({ score, points: line(3), sigma: 1 })).rejects.toMatchObject({ argument: 'points.shape' });
  expect(fake.plans).toEqual([]);
});
