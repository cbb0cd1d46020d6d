import { describe, expect, test } from 'vitest';
import { gaussianMixture } from '../src/distributions/gaussian_mixture.ts';
import type { Engine } from '../src/engine.ts';
import type { Score } from '../src/fields/score.ts';
import { type Activation, mlp } from '../src/network.ts';
import { geometric } from '../src/noise.ts';
import { adamW } from '../src/optimizer.ts';
import { points } from '../src/points.ts';
import type { SamplerOptions } from '../src/sampler.ts';
import type { TrainerOptions } from '../src/trainer.ts';
import { collect, sampled } from './engine_suite/fixtures.ts';
import { methods, ownProgram, requireSame } from './engine_suite/program_suite.ts';
import { attractor, mixed } from './twin_suite/scores.ts';

const noise = geometric({ from: 2, to: 0.3, levels: 5 });

function dataOf(count: number, dimension: number) {
  return points(
    Float32Array.from({ length: count * dimension }, (_, i) => 2 * Math.sin(1.3 * i)),
    dimension,
  );
}

function training(count: number, dimension: number, hidden: readonly number[], more: Partial<TrainerOptions> = {}) {
  const activation: Activation = 'silu';
  return { data: dataOf(count, dimension), network: mlp({ dimension, hidden, activation }), noise, seed: 4, ...more };
}

const everything: Partial<TrainerOptions> = {
  optimizer: adamW({ learningRate: 0.01, weightDecay: 0.1, clip: 0.5 }),
  averaging: { decay: 0.9 },
};

const trainings: readonly (readonly [string, TrainerOptions, number])[] = [
  ['in lanes', training(1001, 1, [64], everything), 20],
  ['in lanes, in the plane', training(300, 2, [33], { perturbation: 'shared' }), 20],
  ['in panels', training(301, 3, [24, 9], everything), 20],
  [
    'in panels, wide',
    training(100, 16, [100, 130], { batch: 77, noisePerRow: { logNormal: { mean: 0, deviation: 1 } } }),
    9,
  ],
  ['a minibatch', training(1001, 2, [40], { ...everything, batch: 333, noisePerRow: 'log-uniform' }), 20],
  // 600,000 parameters: a range of rows is one block, so that a step of 300 rows takes five.
  ['in many ranges of rows', training(60, 2, [512, 512, 512], everything), 2],
  ...[1, 5, 33].flatMap((count) => [
    [`in lanes, of ${count} row(s)`, training(count, 1, [16], { noisePerRow: 'one-level' }), 20] as const,
    [`in panels, of ${count} row(s)`, training(count, 5, [16], { noisePerRow: 'one-level' }), 20] as const,
  ]),
];

/** A network and a mixture. */
function scoresIn(dimension: number): readonly Score[] {
  const means = [-1, 1].map((sign) => Array.from({ length: dimension }, (_, j) => sign * (1 + 0.1 * j)));
  return [attractor(dimension, 20), gaussianMixture({ weights: [1, 2], means, deviations: [0.5, 1] })];
}

/** However an engine runs, it comes to the same, to the last bit. */
export function sameBitsSuite(first: () => Promise<Engine>, others: () => Promise<readonly Engine[]>): void {
  test.each(trainings)('a training %s', async (_, options, steps) => {
    const stateOf = async (engine: Engine) => {
      using trainer = await engine.trainer(options);
      const gradient = await trainer.gradient();
      await collect(trainer.run({ steps }));
      const { parameters, first, second, average = new Float32Array(0) } = await trainer.checkpoint();
      return { gradient, losses: trainer.losses(), parameters, first, second, average };
    };
    const expected = await stateOf(await first());
    expect(expected.losses.every(Number.isFinite)).toBe(true);
    for (const engine of await others()) {
      for (const [name, values] of Object.entries(await stateOf(engine)))
        requireSame(values, expected[name as keyof typeof expected]);
    }
  });

  describe.each([1, 2, 3, 16])('sampling in %i dimension(s)', (dimension) => {
    test.each([
      ...methods.map(([name, make]) => [name, make('zero')] as const),
      ['a program of a user', ownProgram],
    ] as const)('%s', async (_, method) => {
      for (const score of scoresIn(dimension)) {
        for (const particles of [1, 5, 64, 65, 1000]) {
          const options: SamplerOptions = { score, noise, method, particles, seed: 3 };
          const expected = await sampled(await first(), options);
          expect(expected.every(Number.isFinite)).toBe(true);
          for (const engine of await others()) requireSame(await sampled(engine, options), expected);
        }
      }
    });
  });

  test('a sum of all kinds, and scores at points', async () => {
    const options: SamplerOptions = { score: mixed, noise, method: ownProgram, particles: 257, seed: 3 };
    const request = { score: mixed, points: dataOf(1003, 2), sigma: 0.7 };
    const expected = [await sampled(await first(), options), (await (await first()).score(request)).values];
    for (const engine of await others()) {
      requireSame(await sampled(engine, options), expected[0]!);
      requireSame((await engine.score(request)).values, expected[1]!);
    }
  });

  test('counts of particles in a grid, whatever shares they come in', async () => {
    const score = attractor(2, 20);
    const options: SamplerOptions = { score, noise, method: ownProgram, particles: 5003, seed: 3 };
    const axes = [0, 1].map((coordinate) => ({ coordinate, from: -1, to: 2, cells: 30 }));
    const countsOf = async (engine: Engine) => {
      using sampler = await engine.sampler(options);
      await collect(sampler.run());
      return await sampler.counts({ axes });
    };
    const expected = await countsOf(await first());
    for (const engine of await others()) expect(await countsOf(engine)).toEqual(expected);
  });

  test('a checkpoint of one goes on in another as if it had never stopped', async () => {
    const options = trainings[2]![1];
    const whole = await (await first()).trainer(options);
    await collect(whole.run({ steps: 24 }));
    const engines = await others();
    for (const [i, engine] of engines.entries()) {
      using half = await engine.trainer(options);
      await collect(half.run({ steps: 11 }));
      const checkpoint = await half.checkpoint();
      using rest = await engines[(i + 1) % engines.length]!.trainer({ data: options.data, checkpoint });
      await collect(rest.run({ steps: 13 }));
      expect(await rest.checkpoint()).toEqual(await whole.checkpoint());
    }
    whole.dispose();
  });
}
