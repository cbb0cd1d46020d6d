import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gaussianMixture } from '../src/distributions/gaussian_mixture.ts';
import { tutorialTarget } from '../src/distributions/tutorial.ts';
import type { Engine, Perturbation, SamplerOptions, Trainer, TrainerOptions } from '../src/engine.ts';
import { ArgumentError, SamplingDivergedError, TrainingDivergedError } from '../src/errors.ts';
import { cosine, warmup } from '../src/learning_rate.ts';
import { initialParameters, type Model, mlp } from '../src/network.ts';
import { constant, geometric, noise as levels, proportional } from '../src/noise.ts';
import { type Adam, adam, adamW, learningRateAt } from '../src/optimizer.ts';
import { type Points, points } from '../src/points.ts';
import { keyOf, normals, type Stream, streams } from '../src/random.ts';

/** What every engine promises: behaviour and results, at sizes that a software GPU can bear. */
export function engineSuite(makeEngine: () => Promise<Engine>): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await makeEngine();
  });
  afterAll(() => engine.dispose());

  const target = tutorialTarget();
  const ladder = geometric({ from: 2, to: 0.5, levels: 4 });
  const training: TrainerOptions = {
    data: target.sample(50, { seed: 3 }),
    network: mlp({ dimension: 1, hidden: [16] }),
    noise: ladder,
    seed: 11,
  };
  const sampling: SamplerOptions = {
    score: target,
    noise: ladder,
    particles: 21,
    seed: 5,
    steps: { perLevel: [2, 3, 0, 4], size: proportional({ epsilon: 0.02 }) },
  };
  const plane = gaussianMixture({
    weights: [1, 3],
    means: [
      [1, -1],
      [-2, 0.5],
    ],
    deviations: [0.7, 1.2],
  });

  describe('a trainer', () => {
    test('counts its steps, reports them and keeps their losses', async () => {
      using trainer = await engine.trainer(training);
      expect(trainer.step).toBe(0);
      expect(trainer.losses()).toHaveLength(0);
      const reports = await collect(trainer.run({ steps: 10, reportEvery: 4 }));
      expect(reports.map(({ step }) => step)).toEqual([4, 8, 10]);
      expect(trainer.step).toBe(10);
      const losses = trainer.losses();
      expect(losses).toHaveLength(10);
      for (const { step, loss } of reports) expect(Math.fround(loss)).toBe(losses[step - 1]);
      expect(await collect(trainer.run({ steps: 3 }))).toMatchObject([{ step: 13 }]);
      expect(await collect(trainer.run({ steps: 0 }))).toEqual([]);
    });

    test('learns', async () => {
      using trainer = await engine.trainer(training);
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
        using trainer = await engine.trainer({ data, network, noise: ladder, seed: 11, perturbation, parameters });
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
      using trainer = await engine.trainer(training);
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
        await trained(training),
        await trained(training),
        await trained({ ...training, seed: 12 }),
      ];
      expect(two).toEqual(one);
      expect(other.losses).not.toEqual(one.losses);
    });

    test('takes its noise for shared or independent perturbations', async () => {
      const shared = await trained({ ...training, perturbation: 'shared' });
      expect(shared.losses).not.toEqual((await trained(training)).losses);
    });

    test('starts from given parameters, and keeps a copy of these and of the data', async () => {
      const parameters = initialParameters(training.network, 99);
      const given = parameters.slice();
      const values = training.data.values.slice();
      using trainer = await engine.trainer({ ...training, parameters: given, data: { ...training.data, values } });
      given.fill(0);
      values.fill(0);
      expect((await trainer.model()).parameters).toEqual(parameters);
      await collect(trainer.run({ steps: 5 }));
      expect(trainer.losses()).toEqual((await trained({ ...training, parameters }, 5)).losses);
    });

    test('gives a model that training on does not change', async () => {
      using trainer = await engine.trainer(training);
      const model = await trainer.model();
      expect(model).toMatchObject({ network: training.network, noise: { levels: ladder.levels } });
      const parameters = model.parameters.slice();
      await collect(trainer.run({ steps: 1 }));
      expect(model.parameters).toEqual(parameters);
    });

    test('refuses to start under an aborted signal', async () => {
      using trainer = await engine.trainer(training);
      const reason = new Error('enough');
      await expect(collect(trainer.run({ steps: 5, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
      expect(trainer.step).toBe(0);
    });

    test('broken off and taken up again ends as if never stopped', async () => {
      using trainer = await engine.trainer(training);
      const reason = new Error('enough');
      const controller = new AbortController();
      const run = trainer.run({ steps: 30, reportEvery: 7, signal: controller.signal });
      await expect(abortAtFirst(run, controller, reason)).rejects.toBe(reason);
      expect(trainer.step).toBeGreaterThanOrEqual(7);
      expect(trainer.losses()).toHaveLength(trainer.step);
      await collect(trainer.run({ steps: 30 - trainer.step }));
      expect(await stateOf(trainer)).toEqual(await trained(training, 30));
    });

    test('is not kept from going on by a caller who stops listening', async () => {
      using trainer = await engine.trainer(training);
      for await (const { step } of trainer.run({ steps: 30, reportEvery: 5 })) if (step >= 5) break;
      await collect(trainer.run({ steps: 30 - trainer.step }));
      expect(await stateOf(trainer)).toEqual(await trained(training, 30));
    });

    test('stops when the loss is no longer finite, with the last good state', async () => {
      using trainer = await engine.trainer({ ...training, optimizer: adam({ learningRate: 1e30 }) });
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
      using trainer = await engine.trainer({ ...training, optimizer, averaging: { decay: 0.8 } });
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
      using trainer = await engine.trainer({ ...training, optimizer });
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
      using trainer = await engine.trainer({ ...training, optimizer });
      const { parameters: before } = await trainer.model();
      await collect(trainer.run({ steps: 4 }));
      (await trainer.model()).parameters.forEach((value, i) => {
        // Four roundings of values below 1.
        expect(Math.abs(value - 0.95 ** 4 * before[i]!)).toBeLessThan(4 * 2 ** -24);
      });
    });

    test('learns the same with and without an average, which is of its last steps', async () => {
      const options = { ...training, averaging: { decay: 0.9 } };
      using trainer = await engine.trainer(options);
      await collect(trainer.run({ steps: 20 }));
      const plain = await trained(training);
      expect(trainer.losses()).toEqual(plain.losses);
      expect((await trainer.model({ averaged: false })).parameters).toEqual(plain.parameters);
      expect((await trainer.model({ averaged: true })).parameters).toEqual((await trainer.model()).parameters);
      expect((await trainer.model()).parameters).not.toEqual(plain.parameters);
      using another = await engine.trainer({ ...options, averaging: { decay: 0 } });
      await collect(another.run({ steps: 20 }));
      expect((await another.model()).parameters).toEqual(plain.parameters);
    });

    test('broken off and looked into, ends with the average as if never stopped', async () => {
      const options = { ...training, optimizer: adamW({ clip: 0.3 }), averaging: { decay: 0.9 } };
      using trainer = await engine.trainer(options);
      const reason = new Error('enough');
      const controller = new AbortController();
      const run = trainer.run({ steps: 30, reportEvery: 7, signal: controller.signal });
      await expect(abortAtFirst(run, controller, reason)).rejects.toBe(reason);
      await trainer.gradient();
      await collect(trainer.run({ steps: 30 - trainer.step }));
      expect(await stateOf(trainer)).toEqual(await trained(options, 30));
    });

    test('that diverges keeps the average of its last good state', async () => {
      // Each step multiplies the parameters by about −9, and the loss by the fourth power of that.
      const optimizer = adamW({ weightDecay: 1000 });
      const options = { ...training, optimizer, averaging: { decay: 0.5 } };
      using trainer = await engine.trainer(options);
      await expect(collect(trainer.run({ steps: 100 }))).rejects.toThrow(TrainingDivergedError);
      expect(trainer.step).toBeGreaterThan(3);
      expect(await stateOf(trainer)).toEqual(await trained(options, trainer.step));
    });

    test('refuses to give an average that it does not keep', async () => {
      using trainer = await engine.trainer(training);
      await expect(trainer.model({ averaged: true })).rejects.toSatisfy(refusal('averaged'));
      expect(await trainer.model({ averaged: false })).toEqual(await trainer.model());
    });

    test('goes back to the last good state even after a look at the gradient', async () => {
      using trainer = await engine.trainer({ ...training, optimizer: adam({ learningRate: 1e30 }) });
      const { parameters } = await trainer.model();
      await collect(trainer.run({ steps: 1 }));
      await trainer.gradient();
      await expect(collect(trainer.run({ steps: 1 }))).rejects.toBeInstanceOf(TrainingDivergedError);
      expect(trainer.step).toBe(0);
      expect((await trainer.model()).parameters).toEqual(parameters);
    });

    test('stops at once when the loss is never finite', async () => {
      const parameters = initialParameters(training.network, 1).fill(1e25);
      using trainer = await engine.trainer({ ...training, parameters });
      await expect(collect(trainer.run({ steps: 10 }))).rejects.toSatisfy(
        (error) => error instanceof TrainingDivergedError && error.step === 0,
      );
      expect(trainer.step).toBe(0);
      expect((await trainer.model()).parameters).toEqual(parameters);
    });

    test('may be disposed of twice, and then refuses to work', async () => {
      const trainer = await engine.trainer(training);
      trainer.dispose();
      trainer.dispose();
      await expect(collect(trainer.run({ steps: 3 }))).rejects.toThrow('disposed');
      await expect(trainer.model()).rejects.toThrow('disposed');
      // The engine is none the worse.
      using another = await engine.trainer(training);
      await collect(another.run({ steps: 3 }));
    });

    test('refuses a run while another is under way', async () => {
      using trainer = await engine.trainer(training);
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
        await expect(engine.trainer({ ...training, ...bad })).rejects.toSatisfy(refusal(argument));
      });

      test.each([
        ['steps', { steps: -1 }],
        ['steps', { steps: 1.5 }],
        ['reportEvery', { steps: 1, reportEvery: 0 }],
      ])('%s of a run (%#)', async (argument, options) => {
        using trainer = await engine.trainer(training);
        await expect(collect(trainer.run(options))).rejects.toSatisfy(refusal(argument));
        expect(trainer.step).toBe(0);
      });
    });
  });

  describe('a sampler', () => {
    test('walks its schedule and reports once a level', async () => {
      using sampler = await engine.sampler(sampling);
      expect([sampler.completed, sampler.total]).toEqual([0, 9]);
      expect(await collect(sampler.run())).toEqual([
        { level: 0, step: 2, completed: 2, total: 9 },
        { level: 1, step: 3, completed: 5, total: 9 },
        { level: 3, step: 4, completed: 9, total: 9 },
      ]);
      expect(sampler.completed).toBe(9);
      const { values, shape } = await sampler.samples();
      expect(shape).toEqual([21, 1]);
      expect(values.every(Number.isFinite)).toBe(true);
    });

    test('reports as often as asked', async () => {
      using sampler = await engine.sampler(sampling);
      const reports = await collect(sampler.run({ reportEvery: 4 }));
      expect(reports.map(({ level, step, completed }) => [level, step, completed])).toEqual([
        [1, 2, 4],
        [3, 3, 8],
        [3, 4, 9],
      ]);
    });

    test('starts from normals of the asked deviation', async () => {
      using sampler = await engine.sampler({ ...sampling, score: plane, initial: { deviation: 2.5 } });
      const { values } = await sampler.samples();
      const key = keyOf(5);
      values.forEach((x, at) => {
        const z = normalOf(Math.floor(at / 2), at % 2, 0, streams.particles, key);
        // Normals of magnitude up to 6 in float32, times 2.5.
        expect(Math.abs(x - 2.5 * z)).toBeLessThan(1e-5);
      });
    });

    test('takes the steps of its definition', async () => {
      const initial = plane.sample(21, { seed: 8 });
      const steps = { perLevel: [0, 1, 0, 1], size: constant({ size: 0.1 }) };
      using sampler = await engine.sampler({ ...sampling, score: plane, initial, steps });
      await collect(sampler.run());
      const { values } = await sampler.samples();
      const key = keyOf(5);
      for (let p = 0; p < 21; p++) {
        let x = [...initial.values.subarray(2 * p, 2 * p + 2)];
        [1, 3].forEach((level, step) => {
          const score = plane.perturbed(ladder.levels[level]!).score(x);
          x = x.map(
            (value, j) => value + 0.1 * score[j]! + Math.sqrt(0.2) * normalOf(p, j, step, streams.langevin, key),
          );
        });
        // Two steps in float32 at magnitudes up to 5.
        x.forEach((value, j) => expect(Math.abs(values[2 * p + j]! - value)).toBeLessThan(1e-5));
      }
    });

    test('denoises after the last step, once', async () => {
      const initial = plane.sample(21, { seed: 8 });
      const steps = { perLevel: 0, size: constant({ size: 0.1 }) };
      using sampler = await engine.sampler({ ...sampling, score: plane, initial, steps, denoise: true });
      await collect(sampler.run());
      await collect(sampler.run());
      const { values } = await sampler.samples();
      const last = plane.perturbed(0.5);
      for (let p = 0; p < 21; p++) {
        const x = initial.values.subarray(2 * p, 2 * p + 2);
        last.score(x).forEach((s, j) => expect(values[2 * p + j]).toBeCloseTo(x[j]! + 0.25 * s, 5));
      }
    });

    test('leaves given points as they are until it runs', async () => {
      const initial = plane.sample(21, { seed: 8 });
      const kept = initial.values.slice();
      using sampler = await engine.sampler({ ...sampling, score: plane, initial });
      expect((await sampler.samples()).values).toEqual(kept);
      await collect(sampler.run());
      expect(initial.values).toEqual(kept);
    });

    test('follows a trained model at its own noise levels', async () => {
      const model: Model = { network: mlp({ dimension: 2, hidden: [] }), noise: ladder, parameters: linear };
      const steps = { perLevel: [1, 0, 0, 0], size: constant({ size: 0.1 }) };
      const initial = plane.sample(21, { seed: 8 });
      using sampler = await engine.sampler({ score: model, particles: 21, steps, seed: 5, initial });
      await collect(sampler.run());
      const { values } = await sampler.samples();
      const key = keyOf(5);
      for (let p = 0; p < 21; p++) {
        const x = [...initial.values.subarray(2 * p, 2 * p + 2)];
        linearScore(x, 2).forEach((s, j) => {
          const expected = x[j]! + 0.1 * s + Math.sqrt(0.2) * normalOf(p, j, 0, streams.langevin, key);
          expect(Math.abs(values[2 * p + j]! - expected)).toBeLessThan(1e-5);
        });
      }
    });

    test('moves particle i in the same way whatever their number', async () => {
      const many = await sampled({ ...sampling, score: plane, particles: 200 });
      for (const particles of [1, 3, 10, 64, 65]) {
        const few = await sampled({ ...sampling, score: plane, particles });
        // Another kernel may serve another number: float32 rounding over 9 steps.
        few.forEach((x, at) => expect(Math.abs(x - many[at]!)).toBeLessThan(2e-5));
      }
    });

    test('does the same again for the same seed, and not for another', async () => {
      expect(await sampled(sampling)).toEqual(await sampled(sampling));
      expect(await sampled({ ...sampling, seed: 6 })).not.toEqual(await sampled(sampling));
    });

    test('does not depend on how often it reports', async () => {
      using sampler = await engine.sampler(sampling);
      await collect(sampler.run({ reportEvery: 1 }));
      expect((await sampler.samples()).values).toEqual(await sampled(sampling));
    });

    test('refuses to start under an aborted signal', async () => {
      using sampler = await engine.sampler(sampling);
      const reason = new Error('enough');
      await expect(collect(sampler.run({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
      expect(sampler.completed).toBe(0);
    });

    test('broken off and taken up again ends as if never stopped', async () => {
      const options = { ...sampling, score: plane, denoise: true };
      using sampler = await engine.sampler(options);
      const reason = new Error('enough');
      const controller = new AbortController();
      const run = sampler.run({ reportEvery: 4, signal: controller.signal });
      await expect(abortAtFirst(run, controller, reason)).rejects.toBe(reason);
      expect(sampler.completed).toBeGreaterThanOrEqual(4);
      await collect(sampler.run());
      expect((await sampler.samples()).values).toEqual(await sampled(options));
    });

    test('stops when particles are no longer finite, with level, step and the last good state', async () => {
      const score = gaussianMixture({ weights: [1], means: [[0]], deviations: [1] });
      // Each step multiplies x by about 10⁶: past the range of float32 within seven steps, on the second level.
      const steps = { perLevel: 4, size: constant({ size: 3e6 }) };
      using sampler = await engine.sampler({ score, noise: levels([1, 0.5]), particles: 21, steps });
      for (const _ of ['at first', 'and again']) {
        await expect(collect(sampler.run())).rejects.toSatisfy(
          (error) =>
            error instanceof SamplingDivergedError && error.level === 1 && 4 + error.step === sampler.completed,
        );
        const { values } = await sampler.samples();
        expect(values.every(Number.isFinite)).toBe(true);
      }
    });

    test('may be disposed of twice, and then refuses to work', async () => {
      const sampler = await engine.sampler(sampling);
      sampler.dispose();
      sampler.dispose();
      await expect(collect(sampler.run())).rejects.toThrow('disposed');
      await expect(sampler.samples()).rejects.toThrow('disposed');
      // The engine is none the worse.
      using another = await engine.sampler(sampling);
      await collect(another.run());
    });

    test('refuses a run while another is under way', async () => {
      using sampler = await engine.sampler(sampling);
      const run = sampler.run();
      const first = run.next();
      await expect(collect(sampler.run())).rejects.toThrow('already running');
      await first;
      await run.return();
      await collect(sampler.run());
    });

    describe('refuses by name', () => {
      const { noise: _, ...withoutNoise } = sampling;
      const model: Model = { network: mlp({ dimension: 2, hidden: [] }), noise: ladder, parameters: linear };
      test.each<[string, SamplerOptions]>([
        ['noise', withoutNoise],
        ['noise.levels', { ...sampling, noise: { levels: [1, 2] } }],
        ['score', { ...sampling, score: {} as never }],
        ['score', { ...sampling, score: undefined as never }],
        ['score.parameters', { ...sampling, score: { ...model, parameters: linear.slice(1) } }],
        ['particles', { ...sampling, particles: 0 }],
        ['particles', { ...sampling, particles: 2.5 }],
        ['seed', { ...sampling, seed: 2 ** 60 }],
        ['initial.deviation', { ...sampling, initial: { deviation: 0 } }],
        ['initial.shape', { ...sampling, initial: points([1, 2, 3]) }],
        ['initial.shape', { ...sampling, initial: points(new Float32Array(42), 2) }],
        ['initial.values', { ...sampling, initial: { values: new Float32Array(21).fill(Number.NaN), shape: [21, 1] } }],
        ['steps.perLevel', { ...sampling, steps: { ...sampling.steps, perLevel: [1, 2] } }],
        ['steps.perLevel[0]', { ...sampling, steps: { ...sampling.steps, perLevel: -1 } }],
        ['steps.size[1]', { ...sampling, steps: { perLevel: 1, size: () => [1, -1, 1, 1] } }],
      ])('%s (%#)', async (argument, bad) => {
        await expect(engine.sampler(bad)).rejects.toSatisfy(refusal(argument));
      });

      test('more particles than it can hold, and says how many it can', async () => {
        const score = gaussianMixture({ weights: [1], means: [Array(16).fill(0)], deviations: [1] });
        const request = engine.sampler({ ...sampling, score, particles: 0xffff_ffff });
        await expect(request).rejects.toThrow(/particles: got 4294967295, but it must be at most .*\d{6}/);
      });

      test('reportEvery of a run', async () => {
        using sampler = await engine.sampler(sampling);
        await expect(collect(sampler.run({ reportEvery: 0 }))).rejects.toSatisfy(refusal('reportEvery'));
      });
    });
  });

  describe('score', () => {
    test('of a mixture is that of its perturbed form', async () => {
      const { values, shape } = await engine.score({ score: plane, points: plane.sample(33, { seed: 2 }), sigma: 0.8 });
      expect(shape).toEqual([33, 2]);
      const at = plane.sample(33, { seed: 2 }).values;
      const perturbed = plane.perturbed(0.8);
      for (let r = 0; r < 33; r++) {
        // float32, at magnitudes of a few units.
        perturbed.score(at.subarray(2 * r, 2 * r + 2)).forEach((s, j) => expect(values[2 * r + j]).toBeCloseTo(s, 4));
      }
    });

    test('of a model is its network at σ', async () => {
      const model: Model = { network: mlp({ dimension: 2, hidden: [] }), noise: ladder, parameters: linear };
      const at = plane.sample(33, { seed: 2 });
      const { values } = await engine.score({ score: model, points: at, sigma: 0.8 });
      for (let r = 0; r < 33; r++) {
        const expected = linearScore([...at.values.subarray(2 * r, 2 * r + 2)], 0.8);
        expected.forEach((s, j) => expect(values[2 * r + j]).toBeCloseTo(s, 4));
      }
    });

    test('stays right far from all data', async () => {
      const { values } = await engine.score({ score: target, points: points([1000, -1000]), sigma: 1 });
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
      await expect(engine.score(request)).rejects.toSatisfy(refusal(argument));
    });
  });

  async function trained(options: TrainerOptions, steps = 20): Promise<Awaited<ReturnType<typeof stateOf>>> {
    using trainer = await engine.trainer(options);
    await collect(trainer.run({ steps }));
    return await stateOf(trainer);
  }

  async function sampled(options: SamplerOptions): Promise<Float32Array> {
    using sampler = await engine.sampler(options);
    await collect(sampler.run());
    return (await sampler.samples()).values;
  }
}

/** A network of two dimensions without a hidden layer: s = W·(x, σ) + b. */
const linear = Float32Array.of(-0.5, 0.25, 0.125, -1, 0.75, 0.5, 0.1, -0.2);

function linearScore(x: readonly number[], sigma: number): number[] {
  return [0, 1].map((o) => [...x, sigma, 1].reduce((sum, value, i) => sum + value * linear[2 * i + o]!, 0));
}

/** The normal of a row of a stream, as random.ts lays them out. */
function normalOf(
  row: number,
  dimension: number,
  step: number,
  stream: Stream,
  key: readonly [number, number],
): number {
  const quad = new Float64Array(4);
  normals(Math.floor(row / 4), dimension, step, stream, key, quad);
  return quad[row % 4]!;
}

async function stateOf(trainer: Trainer) {
  return { step: trainer.step, losses: trainer.losses(), parameters: (await trainer.model()).parameters };
}

async function collect<T>(run: AsyncIterable<T>): Promise<T[]> {
  const reports: T[] = [];
  for await (const report of run) reports.push(report);
  return reports;
}

/** Aborts at the first report, and listens on. */
async function abortAtFirst(run: AsyncIterable<unknown>, controller: AbortController, reason: Error): Promise<void> {
  for await (const _ of run) controller.abort(reason);
}

/** Whether an error is the refusal of an argument. */
function refusal(argument: string): (error: unknown) => boolean {
  return (error) => error instanceof ArgumentError && error.argument === argument;
}
