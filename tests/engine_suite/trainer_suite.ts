import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { TrainingDivergedError } from '../../src/errors.ts';
import { cosine, warmup } from '../../src/learning_rate.ts';
import { initialParameters, mlp } from '../../src/network.ts';
import { type Adam, adam, adamW, learningRateAt } from '../../src/optimizer.ts';
import { points } from '../../src/points.ts';
import { keyOf, streams } from '../../src/random.ts';
import type { TrainerOptions } from '../../src/trainer.ts';
import type { Perturbation } from '../../src/training_settings.ts';
import {
  abortAtFirst,
  collect,
  ladder,
  linear,
  linearScore,
  normalOf,
  plane,
  refusal,
  stateOf,
  trained,
  training,
} from './fixtures.ts';

/** What every trainer promises. */
export function trainerSuite(engine: () => Engine): void {
  describe('a trainer', () => {
    test('counts its steps, reports them and keeps their losses', async () => {
      using trainer = await engine().trainer(training);
      expect(trainer.step).toBe(0);
      expect(trainer.losses()).toHaveLength(0);
      const reports = await collect(trainer.run({ steps: 10, reportEvery: 4 }));
      expect(reports.map(({ step }) => step)).toEqual([4, 8, 10]);
      expect(trainer.step).toBe(10);
      const losses = trainer.losses();
      expect(losses).toHaveLength(10);
      for (const { step, loss } of reports) expect(Math.fround(loss)).toBe(losses[step - 1]);
      expect([0, 4, 10, 12].map((from) => trainer.losses(from))).toEqual(
        [0, 4, 10, 12].map((from) => losses.slice(from)),
      );
      expect(await collect(trainer.run({ steps: 3 }))).toMatchObject([{ step: 13 }]);
      expect(await collect(trainer.run({ steps: 0 }))).toEqual([]);
    });

    test('learns', async () => {
      using trainer = await engine().trainer(training);
      await collect(trainer.run({ steps: 200 }));
      const losses = trainer.losses();
      const mean = (part: Float32Array) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
      // From about 0.6 to 0.33 here; the spread of a loss of 200 rows is 0.03.
      expect(mean(losses.slice(-20))).toBeLessThan(0.75 * mean(losses.slice(0, 20)));
    });

    test.each<Perturbation>(['independent', 'shared'])(
      'takes the loss of its definition, with %s perturbations',
      async (perturbation) => {
        const { key, network, parameters } = {
          key: keyOf(11),
          network: mlp({ dimension: 2, hidden: [] }),
          parameters: linear,
        };
        const data = plane.sample(9, { seed: 1 });
        using trainer = await engine().trainer({ data, network, noise: ladder, seed: 11, perturbation, parameters });
        let sum = 0;
        for (let row = 0; row < 9 * 4; row++) {
          const datum = Math.floor(row / 4);
          const sigma = ladder.levels[row % 4]!;
          const number = perturbation === 'shared' ? datum : row;
          const epsilon = [0, 1].map((j) => normalOf(number, j, 0, streams.perturbation, key));
          const x = epsilon.map((e, j) => data.values[2 * datum + j]! + sigma * e);
          linearScore(x, sigma).forEach((s, j) => {
            sum += 0.5 * (sigma * s + epsilon[j]!) ** 2;
          });
        }
        await collect(trainer.run({ steps: 1 }));
        // Sums of 72 terms in float32.
        expect(trainer.losses()[0]! / (sum / 36)).toBeCloseTo(1, 5);
      },
    );

    test('gives the gradient of its next step and is not moved by that', async () => {
      using trainer = await engine().trainer(training);
      const before = (await trainer.model()).parameters;
      const gradient = await trainer.gradient();
      expect(gradient).toHaveLength(before.length);
      expect(trainer.step).toBe(0);
      expect((await trainer.model()).parameters).toEqual(before);
      await collect(trainer.run({ steps: 1 }));
      const after = (await trainer.model()).parameters;
      // The first step of Adam is the learning rate against the sign of the gradient, wherever that is far above epsilon.
      after.forEach((value, k) => {
        if (Math.abs(gradient[k]!) > 1e-4) expect(value - before[k]!).toBeCloseTo(-0.01 * Math.sign(gradient[k]!), 5);
      });
      expect(await trainer.gradient()).not.toEqual(gradient);
    });

    test('does the same again for the same seed, and not for another', async () => {
      const [one, two, other] = [
        await trained(engine(), training),
        await trained(engine(), training),
        await trained(engine(), { ...training, seed: 12 }),
      ];
      expect(two).toEqual(one);
      expect(other.losses).not.toEqual(one.losses);
    });

    test('takes its noise for shared or independent perturbations', async () => {
      const shared = await trained(engine(), { ...training, perturbation: 'shared' });
      expect(shared.losses).not.toEqual((await trained(engine(), training)).losses);
    });

    test('starts from given parameters, and keeps a copy of these and of the data', async () => {
      const parameters = initialParameters(training.network, 99);
      const given = parameters.slice();
      const values = training.data.values.slice();
      using trainer = await engine().trainer({ ...training, parameters: given, data: { ...training.data, values } });
      given.fill(0);
      values.fill(0);
      expect((await trainer.model()).parameters).toEqual(parameters);
      await collect(trainer.run({ steps: 5 }));
      expect(trainer.losses()).toEqual((await trained(engine(), { ...training, parameters }, 5)).losses);
    });

    test('gives a model that training on does not change', async () => {
      using trainer = await engine().trainer(training);
      const model = await trainer.model();
      expect(model).toMatchObject({ network: training.network, noise: { levels: ladder.levels } });
      const parameters = model.parameters.slice();
      await collect(trainer.run({ steps: 1 }));
      expect(model.parameters).toEqual(parameters);
    });

    test('refuses to start under an aborted signal', async () => {
      using trainer = await engine().trainer(training);
      const reason = new Error('enough');
      await expect(collect(trainer.run({ steps: 5, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
      expect(trainer.step).toBe(0);
    });

    test('broken off and taken up again ends as if never stopped', async () => {
      using trainer = await engine().trainer(training);
      const reason = new Error('enough');
      const controller = new AbortController();
      const run = trainer.run({ steps: 30, reportEvery: 7, signal: controller.signal });
      await expect(abortAtFirst(run, controller, reason)).rejects.toBe(reason);
      expect(trainer.step).toBeGreaterThanOrEqual(7);
      expect(trainer.losses()).toHaveLength(trainer.step);
      await collect(trainer.run({ steps: 30 - trainer.step }));
      expect(await stateOf(trainer)).toEqual(await trained(engine(), training, 30));
    });

    test('is not kept from going on by a caller who stops listening', async () => {
      using trainer = await engine().trainer(training);
      for await (const { step } of trainer.run({ steps: 30, reportEvery: 5 })) if (step >= 5) break;
      await collect(trainer.run({ steps: 30 - trainer.step }));
      expect(await stateOf(trainer)).toEqual(await trained(engine(), training, 30));
    });

    test('stops when the loss is no longer finite, with the last good state', async () => {
      using trainer = await engine().trainer({ ...training, optimizer: adam({ learningRate: 1e30 }) });
      const { parameters } = await trainer.model();
      for (const _ of ['at first', 'and again']) {
        await expect(collect(trainer.run({ steps: 10 }))).rejects.toSatisfy(
          (error) => error instanceof TrainingDivergedError && error.step === 1,
        );
        expect(trainer.step).toBe(0);
        expect(trainer.losses()).toHaveLength(0);
        expect((await trainer.model()).parameters).toEqual(parameters);
      }
    });

    test.each<[string, Adam]>([
      ['its defaults', adam()],
      ['weight decay', adamW({ weightDecay: 0.5 })],
      ['a warm-up', adam({ learningRate: warmup({ rate: 0.02, steps: 4 }) })],
      ['a cosine after a warm-up', adam({ learningRate: cosine({ from: 0.02, to: 0.01, steps: 6, warmup: 2 }) })],
      ['clipping', adam({ clip: 0.3 })],
      [
        'all of these',
        adamW({ learningRate: cosine({ from: 0.02, steps: 6, warmup: 2 }), weightDecay: 0.5, clip: 0.3 }),
      ],
    ])('takes the steps that its optimizer describes, and averages them: %s', async (_, optimizer) => {
      const { beta1, beta2, weightDecay, clip = Number.POSITIVE_INFINITY } = optimizer;
      using trainer = await engine().trainer({ ...training, optimizer, averaging: { decay: 0.8 } });
      const { parameters: initial } = await trainer.model({ averaged: false });
      expect((await trainer.model()).parameters).toEqual(initial);
      const theta = Float64Array.from(initial);
      const average = theta.slice();
      const [m, v] = [new Float64Array(theta.length), new Float64Array(theta.length)];
      for (let t = 1; t <= 8; t++) {
        const gradient = await trainer.gradient();
        await collect(trainer.run({ steps: 1 }));
        const norm = Math.hypot(...gradient);
        const rate = learningRateAt(optimizer, t - 1);
        gradient.forEach((unclipped, i) => {
          const g = norm > clip ? (clip * unclipped) / norm : unclipped;
          m[i] = beta1 * m[i]! + (1 - beta1) * g;
          v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
          const step = m[i]! / (1 - beta1 ** t) / (Math.sqrt(v[i]! / (1 - beta2 ** t)) + optimizer.epsilon);
          theta[i] = theta[i]! - rate * (step + weightDecay * theta[i]!);
          average[i] = 0.8 * average[i]! + 0.2 * theta[i]!;
        });
      }
      const difference = (ours: Float32Array, expected: Float64Array) =>
        ours.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
      // Eight steps of at most 0.02, whose gradients were rounded to float32, and as many roundings of values below 2.
      expect(difference((await trainer.model({ averaged: false })).parameters, theta)).toBeLessThan(2e-6);
      expect(difference((await trainer.model()).parameters, average)).toBeLessThan(2e-6);
    });

    test('with clipping takes no step longer than that, along its gradient', async () => {
      // Without memory and with so large an ε, Adam's step is the gradient times rate / ε = 1, to a part in a thousand.
      const optimizer = adam({ learningRate: 1e3, epsilon: 1e3, beta1: 0, beta2: 0, clip: 1e-2 });
      using trainer = await engine().trainer({ ...training, optimizer });
      const { parameters: before } = await trainer.model();
      const gradient = await trainer.gradient();
      await collect(trainer.run({ steps: 1 }));
      const step = (await trainer.model()).parameters.map((value, i) => before[i]! - value);
      const [length, norm] = [Math.hypot(...step), Math.hypot(...gradient)];
      expect(norm).toBeGreaterThan(0.1);
      // Parameters of about 1 are kept to 6e-8, all 65 of them.
      expect(length).toBeCloseTo(1e-2, 5);
      expect(step.reduce((sum, value, i) => sum + value * gradient[i]!, 0) / (length * norm)).toBeCloseTo(1, 5);
    });

    test('with weight decay shrinks parameters that have no gradient', async () => {
      const optimizer = adamW({ learningRate: 0.1, weightDecay: 0.5, clip: 0 });
      using trainer = await engine().trainer({ ...training, optimizer });
      const { parameters: before } = await trainer.model();
      await collect(trainer.run({ steps: 4 }));
      (await trainer.model()).parameters.forEach((value, i) => {
        // Four roundings of values below 1.
        expect(Math.abs(value - 0.95 ** 4 * before[i]!)).toBeLessThan(4 * 2 ** -24);
      });
    });

    test('learns the same with and without an average, which is of its last steps', async () => {
      const options = { ...training, averaging: { decay: 0.9 } };
      using trainer = await engine().trainer(options);
      await collect(trainer.run({ steps: 20 }));
      const plain = await trained(engine(), training);
      expect(trainer.losses()).toEqual(plain.losses);
      expect((await trainer.model({ averaged: false })).parameters).toEqual(plain.parameters);
      expect((await trainer.model({ averaged: true })).parameters).toEqual((await trainer.model()).parameters);
      expect((await trainer.model()).parameters).not.toEqual(plain.parameters);
      using another = await engine().trainer({ ...options, averaging: { decay: 0 } });
      await collect(another.run({ steps: 20 }));
      expect((await another.model()).parameters).toEqual(plain.parameters);
    });

    test('broken off and looked into, ends with the average as if never stopped', async () => {
      const options = { ...training, optimizer: adamW({ clip: 0.3 }), averaging: { decay: 0.9 } };
      using trainer = await engine().trainer(options);
      const reason = new Error('enough');
      const controller = new AbortController();
      const run = trainer.run({ steps: 30, reportEvery: 7, signal: controller.signal });
      await expect(abortAtFirst(run, controller, reason)).rejects.toBe(reason);
      await trainer.gradient();
      await collect(trainer.run({ steps: 30 - trainer.step }));
      expect(await stateOf(trainer)).toEqual(await trained(engine(), options, 30));
    });

    test('that diverges keeps the average of its last good state', async () => {
      // Each step multiplies the parameters by about −9, and the loss by the fourth power of that.
      const optimizer = adamW({ weightDecay: 1000 });
      const options = { ...training, optimizer, averaging: { decay: 0.5 } };
      using trainer = await engine().trainer(options);
      await expect(collect(trainer.run({ steps: 100 }))).rejects.toThrow(TrainingDivergedError);
      expect(trainer.step).toBeGreaterThan(3);
      expect(await stateOf(trainer)).toEqual(await trained(engine(), options, trainer.step));
    });

    test('refuses to give an average that it does not keep', async () => {
      using trainer = await engine().trainer(training);
      await expect(trainer.model({ averaged: true })).rejects.toSatisfy(refusal('averaged'));
      expect(await trainer.model({ averaged: false })).toEqual(await trainer.model());
    });

    test('goes back to the last good state even after a look at the gradient', async () => {
      using trainer = await engine().trainer({ ...training, optimizer: adam({ learningRate: 1e30 }) });
      const { parameters } = await trainer.model();
      await collect(trainer.run({ steps: 1 }));
      await trainer.gradient();
      await expect(collect(trainer.run({ steps: 1 }))).rejects.toBeInstanceOf(TrainingDivergedError);
      expect(trainer.step).toBe(0);
      expect((await trainer.model()).parameters).toEqual(parameters);
    });

    test('stops at once when the loss is never finite', async () => {
      const parameters = initialParameters(training.network, 1).fill(1e25);
      using trainer = await engine().trainer({ ...training, parameters });
      await expect(collect(trainer.run({ steps: 10 }))).rejects.toSatisfy(
        (error) => error instanceof TrainingDivergedError && error.step === 0,
      );
      expect(trainer.step).toBe(0);
      expect((await trainer.model()).parameters).toEqual(parameters);
    });

    test('may be disposed of twice, and then refuses to work', async () => {
      const trainer = await engine().trainer(training);
      trainer.dispose();
      trainer.dispose();
      await expect(collect(trainer.run({ steps: 3 }))).rejects.toThrow('disposed');
      await expect(trainer.model()).rejects.toThrow('disposed');
      // The engine is none the worse.
      using another = await engine().trainer(training);
      await collect(another.run({ steps: 3 }));
    });

    test('refuses a run while another is under way', async () => {
      using trainer = await engine().trainer(training);
      const run = trainer.run({ steps: 3 });
      const first = run.next();
      await expect(collect(trainer.run({ steps: 3 }))).rejects.toThrow('already running');
      await first;
      await run.return();
      await collect(trainer.run({ steps: 3 }));
    });

    describe('refuses by name', () => {
      const network = training.network;
      test.each<[string, Partial<TrainerOptions>]>([
        ['data', { data: { values: new Float32Array(0), shape: [0, 1] } }],
        ['data.values', { data: { values: Float32Array.of(0, Number.NaN), shape: [2, 1] } }],
        ['data.values', { data: { values: Float32Array.of(0, Infinity), shape: [2, 1] } }],
        ['data.shape', { data: points([1, 2, 3, 4], 2) }],
        ['data.shape', { data: { values: Float32Array.of(1, 2), shape: [3, 1] } }],
        ['data', { data: [1, 2, 3] as never }],
        ['noise.levels', { noise: { levels: [] } }],
        ['noise.levels', { noise: { levels: [0.5, 2] } }],
        ['noise.levels[1]', { noise: { levels: [1, 0] } }],
        ['noise.levels[0]', { noise: { levels: [-1] } }],
        ['noise.levels[0]', { noise: { levels: [Number.NaN] } }],
        ['network.hidden[0]', { network: { ...network, hidden: [0] } }],
        ['network.hidden[0]', { network: { ...network, hidden: [-3] } }],
        ['network.activation', { network: { ...network, activation: 'step' as never } }],
        ['optimizer.learningRate', { optimizer: { ...adam(), learningRate: -1 } }],
        ['optimizer.learningRate.to', { optimizer: { ...adam(), learningRate: { ...cosine({ steps: 5 }), to: 1 } } }],
        ['optimizer.weightDecay', { optimizer: { ...adam(), weightDecay: -1 } }],
        ['optimizer.clip', { optimizer: { ...adam(), clip: Number.NaN } }],
        ['averaging.decay', { averaging: { decay: 1 } }],
        ['averaging.decay', { averaging: 0.999 as never }],
        ['averaging.decay', { averaging: null as never }],
        ['perturbation', { perturbation: 'none' as never }],
        ['seed', { seed: -1 }],
        ['seed', { seed: 0.5 }],
        ['seed', { seed: Number.NaN }],
        ['parameters', { parameters: new Float32Array(3) }],
        ['parameters[0]', { parameters: new Float32Array(65).fill(Number.NaN) }],
      ])('%s (%#)', async (argument, bad) => {
        await expect(engine().trainer({ ...training, ...bad })).rejects.toSatisfy(refusal(argument));
      });

      test.each([
        ['steps', { steps: -1 }],
        ['steps', { steps: 1.5 }],
        ['reportEvery', { steps: 1, reportEvery: 0 }],
      ])('%s of a run (%#)', async (argument, options) => {
        using trainer = await engine().trainer(training);
        await expect(collect(trainer.run(options))).rejects.toSatisfy(refusal(argument));
        expect(trainer.step).toBe(0);
      });
    });
  });
}
