import { afterAll, beforeAll, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine } from '../../src/engine.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { combination } from '../../src/fields/combination.ts';
import type { Score } from '../../src/fields/score.ts';
import { points } from '../../src/points.ts';
import { heun } from '../../src/samplers/index.ts';
import { fieldSuite, wavy } from '../engine_suite/field_suite.ts';
import { collect, ladder, plane } from '../engine_suite/fixtures.ts';
import { requireSame } from '../engine_suite/program_suite.ts';
import { modelOf } from '../twin_suite/shapes.ts';
import { countedEngine } from './accounting.ts';
import { engines } from './engines.ts';

let device: Engine;
beforeAll(async () => {
  device = (await engines()).device;
});

fieldSuite(() => device);

const deep = modelOf([2, [64, 64], 'relu']);
const wide = gaussianMixture({ weights: [1], means: [Array(9).fill(0)], deviations: [1] });
const sum = combination([
  { score: modelOf([2, [24, 20], 'silu']), weight: 0.5 },
  { score: modelOf([2, [20], 'tanh']), weight: -0.5 },
  {
    score: combination([
      { score: plane, weight: 2 },
      { score: wavy(2), weight: 1 },
    ]),
    weight: 0.5,
  },
]);

function pointsIn(dimension: number, count: number) {
  return points(
    Float32Array.from({ length: count * dimension }, (_, i) => 2 * Math.sin(1.3 * i)),
    dimension,
  );
}

test('score() of many points takes many submissions', async () => {
  const adapter = await findAdapter();
  let submissions = 0;
  const { requestDevice } = adapter;
  adapter.requestDevice = async (descriptor) => {
    const gpu = await requestDevice.call(adapter, descriptor);
    const { queue } = gpu;
    const { submit } = queue;
    queue.submit = (commands) => {
      // Browsers are asked for word by empty ones.
      if ([...commands].length > 0) submissions++;
      return submit.call(queue, commands);
    };
    return gpu;
  };
  const engine = await createWebgpuEngine({ adapter });
  const counted = async (count: number) => {
    submissions = 0;
    await engine.score({ score: deep, points: pointsIn(2, count), sigma: 1 });
    return submissions;
  };
  // The points, what comes of them, and whether all are finite.
  const few = await counted(10);
  expect(few).toBeLessThanOrEqual(3);
  expect(await counted(300_000)).toBeGreaterThan(few + 5);
  engine.dispose();
});

const kinds: readonly (readonly [string, Score, number])[] = [
  ['a network in lanes', modelOf([2, [20], 'tanh']), 2],
  ['a network in planes', modelOf([2, [24, 20], 'silu']), 2],
  ['a mixture in lanes', plane, 2],
  ['a mixture in planes', wide, 9],
  ['a custom score in lanes', wavy(2), 2],
  ['a custom score in planes', wavy(9), 9],
  ['a combination', sum, 2],
];

let narrow: Awaited<ReturnType<typeof countedEngine>>;
beforeAll(async () => {
  narrow = await countedEngine({ bindingBytes: 256 * 1024, scratchBytes: 64 * 1024 });
});
afterAll(() => narrow.engine.dispose());

test.each(kinds)('score() of %s at points beyond one binding is that of all', async (_, score, dimension) => {
  const most = narrow.engine.mostParticles(dimension);
  expect(most).toBeLessThan(40_000);
  const at = pointsIn(dimension, 2 * most + 5);
  const [parts, whole] = [
    await narrow.engine.score({ score, points: at, sigma: 0.7 }),
    await device.score({ score, points: at, sigma: 0.7 }),
  ];
  expect(parts.shape).toEqual(at.shape);
  // The same arithmetic on one device.
  requireSame(parts.values, whole.values);
});

test.each(kinds)(
  'many calls of score() of %s, and many samplers, leave nothing on the device',
  async (_, score, dimension) => {
    const nothing = { buffers: 0, bytes: 0 };
    const { engine, live, pipelines } = narrow;
    const use = async (sigma: number) => {
      await engine.score({ score, points: pointsIn(dimension, 50), sigma });
      expect(live()).toEqual(nothing);
      using sampler = await engine.sampler({ score, noise: ladder, method: heun(), particles: 50 });
      expect(live().bytes).toBeGreaterThan(0);
      await collect(sampler.run());
      await sampler.samples();
    };
    await use(1);
    const compiled = pipelines();
    for (let i = 0; i < 10; i++) {
      await use(0.1 + i);
      expect(live()).toEqual(nothing);
    }
    // Nor are they compiled again.
    expect(pipelines()).toBe(compiled);
  },
);

test('what is refused leaves nothing on the device', async () => {
  const { engine, live } = narrow;
  const wrong = { ...wavy(2), cpu: () => [7, 7] };
  const broken = { kind: 'custom', dimension: 2, wgsl: 'fn score(x: f32) -> f32 { return x; }' } as const;
  for (const score of [wrong, broken]) {
    for (const one of [
      score,
      combination([
        { score: plane, weight: 1 },
        { score, weight: 1 },
      ]),
    ]) {
      await expect(engine.score({ score: one, points: pointsIn(2, 50), sigma: 1 })).rejects.toThrow('score.wgsl');
      await expect(engine.sampler({ score: one, noise: ladder, method: heun(), particles: 5 })).rejects.toThrow(
        'score.wgsl',
      );
      expect(live()).toEqual({ buffers: 0, bytes: 0 });
    }
  }
});
