import { describe, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine } from '../../src/engine.ts';
import { DisposedError } from '../../src/errors.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import { guided } from '../../src/fields/guided.ts';
import { type Model, mlp } from '../../src/network.ts';
import { karras, noise } from '../../src/noise.ts';
import { inFloat32, points, type Values } from '../../src/points.ts';
import { keyOf, streams } from '../../src/random.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import {
  ancestral,
  annealedLangevin,
  constant,
  dpmSolver,
  dpmSolverSde,
  type End,
  euler,
  heun,
  predictorCorrector,
  repaint,
  reverseDiffusion,
} from '../../src/samplers/index.ts';
import { type Method, type Program, stage } from '../../src/samplers/program.ts';
import { applied, combined, gaussianScore } from '../unit/samplers/linear_map.ts';
import { collect, ladder, linear, normalOf, plane, refusal, sampled } from './fixtures.ts';

/** Every method, by where it ends. */
export const methods: readonly (readonly [string, (end: End) => Method])[] = [
  ['euler', (end) => euler({ end })],
  ['heun', (end) => heun({ end })],
  ['heun with churn', (end) => heun({ end, churn: 4, churnFrom: 0.1, churnNoise: 1.01 })],
  ['dpmSolver', (end) => dpmSolver({ end })],
  ['dpmSolverSde', (end) => dpmSolverSde({ end })],
  ['ancestral', (end) => ancestral({ end })],
  ['reverseDiffusion', (end) => reverseDiffusion({ end })],
  ['repaint', (end) => repaint({ end, resamplings: 3 })],
  ['predictorCorrector', (end) => predictorCorrector({ end, corrections: 2 })],
  [
    'annealedLangevin',
    (end) =>
      annealedLangevin({
        perLevel: 2,
        size: (given) => given.levels.map((s) => 0.1 * s ** 2),
        denoise: end === 'zero',
      }),
  ],
];

/** Every stage of it has c, e and f, and but for one a, b and d. */
export const ownProgram: Program = {
  stages: [
    stage({ sigma: 1.5, level: 0, count: 3, a: 0.9, b: 0.2, c: 0.3, d: 0.4, e: 0.5, f: -0.6 }),
    // Writes no memory: that of the stage before it stays.
    stage({ sigma: 0.7, level: 1, a: 0.8, b: 0.1, c: -0.5 }),
    stage({ sigma: 0.7, level: 1, count: 2, a: -0.9, b: 0.25, c: 0.7, d: 0.3, f: 0.4 }),
    stage({ sigma: 0.4, level: 4, a: 0, b: 0.5, c: -0.4, d: 0.1, e: -0.3 }),
    stage({ sigma: 0.3, level: 4, a: 1.1, b: 0.05, c: 0.6, d: 0.2, e: 0.2, f: 0.3 }),
  ],
  start: 1.5,
  end: 0.3,
};

/** What every engine makes of programs. */
export function programSuite(engine: () => Engine): void {
  describe('a program of a user', () => {
    test('with all six factors is a plain loop', async () => {
      const particles = 37;
      const initial = plane.sample(particles, { seed: 8 });
      const options: SamplerOptions = {
        score: plane,
        method: ownProgram,
        particles,
        initial,
        seed: 5,
        firstParticle: 8,
      };
      using sampler = await engine().sampler(options);
      expect(await collect(sampler.run())).toEqual([
        { level: 0, step: 3, completed: 3, total: 8 },
        { level: 1, step: 3, completed: 6, total: 8 },
        { level: 4, step: 2, completed: 8, total: 8 },
      ]);
      const { values } = await sampler.samples();
      const key = keyOf(5);
      for (let p = 0; p < particles; p++) {
        let x = [...initial.values.subarray(2 * p, 2 * p + 2)];
        let m = [0, 0];
        let number = 0;
        for (const { sigma, count, a, b, c, d, e, f } of ownProgram.stages) {
          for (let i = 0; i < count; i++, number++) {
            const s = plane.perturbed(sigma).score(x);
            const z = [0, 1].map((j) => normalOf(8 + p, j, number, streams.langevin, key));
            const next = x.map((_, j) => a * x[j]! + b * s[j]! + c * m[j]! + d * z[j]!);
            if (e !== 0 || f !== 0) m = x.map((_, j) => e * x[j]! + f * s[j]!);
            x = next;
          }
        }
        // Eight updates in float32 at magnitudes up to 5, whose factors do not add up to more than 2.
        x.forEach((value, j) => expect(Math.abs(values[2 * p + j]! - value)).toBeLessThan(2e-5));
      }
    });

    test('needs no noise levels, and moves nothing when it is empty', async () => {
      const initial = plane.sample(9, { seed: 8 });
      const method = { stages: [stage({ sigma: 1, level: 0, count: 0, a: 0 })], end: 0 };
      using sampler = await engine().sampler({ score: plane, method, particles: 9, initial });
      expect(await collect(sampler.run())).toEqual([]);
      expect([sampler.completed, sampler.total]).toEqual([0, 0]);
      expect((await sampler.samples()).values).toEqual(initial.values);
    });

    test.each<[string, unknown]>([
      ['method', {}],
      ['method', 'heun'],
      ['method', undefined],
      ['method.stages[1]', { stages: [stage({ sigma: 1, level: 0 }), null], end: 0 }],
      ['method.stages[0].sigma', { stages: [stage({ sigma: 0, level: 0 })], end: 0 }],
      ['method.stages[0].b', { stages: [stage({ sigma: 1, level: 0, b: 1e39 })], end: 0 }],
      ['method.stages[0].f', { stages: [{ ...stage({ sigma: 1, level: 0 }), f: Number.NaN }], end: 0 }],
      ['method.stages[1].level', { stages: [stage({ sigma: 1, level: 1 }), stage({ sigma: 1, level: 0 })], end: 0 }],
      ['method.start', { stages: [], start: -1, end: 0 }],
      ['method.end', { stages: [] }],
    ])('refuses %s (%#)', async (argument, method) => {
      const request = engine().sampler({ score: plane, method: method as never, particles: 3 });
      await expect(request).rejects.toSatisfy(refusal(argument));
    });
  });

  describe('N(0, 0.5²) down karras 80 → 0.002', () => {
    const score = gaussianMixture({ weights: [1], means: [[0]], deviations: [0.5] });
    const particles = 40_000;
    const start = { mean: 0, variance: 0.25 + 80 ** 2 };

    test.each<[string, Method, number, number]>([
      ['euler', euler(), 18, -15.39],
      ['euler', euler(), 36, -7.8],
      ['heun', heun(), 18, 5.53],
      ['heun', heun(), 36, 1.22],
      ['dpmSolver', dpmSolver(), 18, 6.23],
      ['dpmSolver', dpmSolver(), 36, 1.31],
    ])('%s (%#): the deviation is that of the linear map', async (_, method, levels, percent) => {
      const steps = karras({ from: 80, to: 0.002, levels });
      const options = { score, noise: steps, method, particles, seed: 1 };
      using sampler = await engine().sampler(options);
      const { values: first } = await sampler.samples();
      await collect(sampler.run());
      const { values: last } = await sampler.samples();
      const { variance } = applied(method(steps), gaussianScore(0.25), start);
      expect(Math.abs(100 * (Math.sqrt(variance) / 0.5 - 1) - percent)).toBeLessThan(0.01);
      requireDeviation(first, Math.sqrt(start.variance));
      requireDeviation(last, Math.sqrt(variance));
      // Without noise every particle is multiplied by the same number: float32 over at most 71 updates.
      const factor = Math.sqrt(variance / start.variance);
      last.forEach((x, i) => {
        if (!(Math.abs(x - factor * first[i]!) < 1e-5 * Math.max(0.5, Math.abs(x)))) expect(x).toBe(factor * first[i]!);
      });
    });

    test.each<[string, Method]>([
      ['heun with churn', heun({ churn: 8, churnNoise: 1.003 })],
      ['dpmSolverSde', dpmSolverSde()],
      ['ancestral', ancestral()],
      ['reverseDiffusion', reverseDiffusion()],
      ['predictorCorrector', predictorCorrector()],
    ])('%s: the deviation is that of the linear map, noise included', async (_, method) => {
      const steps = karras({ from: 80, to: 0.002, levels: 18 });
      const values = await sampled(engine(), { score, noise: steps, method, particles, seed: 2 });
      requireDeviation(values, Math.sqrt(applied(method(steps), gaussianScore(0.25), start).variance));
    });
  });

  test('Langevin dynamics of step size τ come to the variance v/(1 − τ/(2v))', async () => {
    const score = gaussianMixture({ weights: [1], means: [[0]], deviations: [0.6] });
    // v = 0.36 + 0.64 = 1, τ = 0.4: 1.25, a deviation 12 % above that of the limit of small steps.
    const method = annealedLangevin({ perLevel: 30, size: constant({ size: 0.4 }) });
    const values = await sampled(engine(), { score, noise: noise([0.8]), method, particles: 40_000, seed: 3 });
    // What is left of the start is 0.6^60 of its variance.
    requireDeviation(values, Math.sqrt(1 / (1 - 0.4 / 2)));
  });

  test('guidance of N(0, 1) by N(0, 2), γ = 3, comes to a variance of 1/4', async () => {
    const normal = (variance: number) =>
      gaussianMixture({ weights: [1], means: [[0]], deviations: [Math.sqrt(variance)] });
    const score = guided({ conditional: normal(1), unconditional: normal(2), weight: 3 });
    const steps = karras({ from: 80, to: 0.002, levels: 144 });
    const values = await sampled(engine(), { score, noise: steps, method: heun(), particles: 40_000, seed: 4 });
    const linear = combined([
      [3, gaussianScore(1)],
      [-2, gaussianScore(2)],
    ]);
    const { variance } = applied(heun()(steps), linear, { mean: 0, variance: 1 + 80 ** 2 });
    // Second order at 144 levels; the product of densities would have the variance 1/2.
    expect(Math.abs(variance - 0.25)).toBeLessThan(2e-3);
    requireDeviation(values, Math.sqrt(variance));
  });

  describe('particles start', () => {
    const particles = 40_000;
    const three = gaussianMixture({
      weights: [1, 3],
      means: [
        [4, -1, 0],
        [-2, 0.5, 0],
      ],
      deviations: [0.7, 1.2],
    });
    const model: Model = {
      kind: 'network',
      network: mlp({ dimension: 2, hidden: [] }),
      noise: ladder,
      parameters: linear,
    };

    async function start(options: Partial<SamplerOptions> & Pick<SamplerOptions, 'score'>): Promise<Float32Array> {
      using sampler = await engine().sampler({ noise: ladder, method: euler(), particles, seed: 6, ...options });
      return inFloat32('samples', await sampler.samples()).values;
    }

    test('with the moments of a mixture and the noise of the first level', async () => {
      const values = await start({ score: three });
      // By hand: means −0.5, 0.125 and 0; variances ¼·0.49 + ¾·1.44 + ¼·¾·(6², 1.5², 0), and σ₁² = 4.
      const within = 0.25 * 0.49 + 0.75 * 1.44;
      requireMoments(
        values,
        3,
        [-0.5, 0.125, 0],
        [36, 2.25, 0].map((d) => Math.sqrt(within + 0.1875 * d + 4)),
      );
    });

    test('with the moments of the data that a model was trained on', async () => {
      const data = three.sample(300, { seed: 1 });
      for (const standardise of [undefined, 'columns'] as const) {
        using trainer = await engine().trainer({
          data,
          network: mlp({ dimension: 3, hidden: [4] }),
          noise: ladder,
          ...(standardise && { standardise }),
        });
        const score = await trainer.model();
        const columns = [0, 1, 2].map((j) => Array.from({ length: 300 }, (_, i) => data.values[3 * i + j]!));
        const means = columns.map((column) => column.reduce((sum, x) => sum + x / 300, 0));
        const deviations = columns.map((column, j) =>
          Math.sqrt(column.reduce((sum, x) => sum + (x - means[j]!) ** 2 / 300, 0)),
        );
        // σ is in standardised units, in which every column has the deviation 1.
        const wide = deviations.map((d) => (standardise ? d * Math.hypot(1, 2) : Math.hypot(d, 2)));
        requireMoments(await start({ score }), 3, means, wide);
      }
    });

    test('with the noise of the first level alone where nothing is known of the data', async () => {
      requireMoments(await start({ score: model }), 2, [0, 0], [2, 2]);
      const free = customScore({ dimension: 1, wgsl: flat, cpu: () => [1] });
      requireMoments(await start({ score: free, noise: noise([3, 1]) }), 1, [0], [3]);
    });

    test('with the moments of the first part of a combination that knows any', async () => {
      const score = combination([
        { score: model, weight: 1 },
        { score: plane, weight: -2 },
      ]);
      // Means ¼·1 − ¾·2 and −¼ + ¾·0.5; variances as above, of distances 3 and 1.5.
      const within = 0.25 * 0.49 + 0.75 * 1.44;
      requireMoments(
        await start({ score }),
        2,
        [-1.25, 0.125],
        [9, 2.25].map((d) => Math.sqrt(within + 0.1875 * d + 4)),
      );
    });

    test('with the start of a program of their own, and standard normals where a program has none', async () => {
      const program = { stages: [], start: 5, end: 0 };
      requireMoments(await start({ score: model, method: program }), 2, [0, 0], [5, 5]);
      requireMoments(await start({ score: plane, method: { stages: [], end: 0 } }), 2, [0, 0], [1, 1]);
      const langevin = annealedLangevin({ perLevel: 1, size: constant({ size: 0.1 }) });
      requireMoments(await start({ score: plane, method: langevin }), 2, [0, 0], [1, 1]);
    });

    test('from normals that are given, as numbers and as lists', async () => {
      const few = { score: plane, particles: 23, seed: 5 };
      const key = keyOf(5);
      const cases = [
        [{ deviation: 2.5 }, [0, 0], [2.5, 2.5]],
        [{ mean: -3, deviation: 0.5 }, [-3, -3], [0.5, 0.5]],
        [{ mean: [1, 20], deviation: 2 }, [1, 20], [2, 2]],
        [{ mean: [-1, 4], deviation: [0.1, 3] }, [-1, 4], [0.1, 3]],
        [{ deviation: [3, 0.25] }, [0, 0], [3, 0.25]],
      ] as const;
      for (const [initial, mean, deviation] of cases) {
        const values = await start({ ...few, initial });
        values.forEach((x, at) => {
          const j = at % 2;
          const z = normalOf(Math.floor(at / 2), j, 0, streams.particles, key);
          // Normals of magnitude up to 6 in float32, times 3, and a mean of up to 20.
          expect(Math.abs(x - (mean[j]! + deviation[j]! * z))).toBeLessThan(1e-5);
        });
      }
    });

    test('from normals in standardised units where a model has a transform', async () => {
      const transform = { shift: [10, -20], scale: [2, 0.5] };
      const moments = { mean: [0.5, 0], deviation: [1, 1.5] };
      requireMoments(
        await start({ score: { ...model, transform, moments } }),
        2,
        [11, -20],
        [2 * Math.hypot(1, 2), 0.5 * Math.hypot(1.5, 2)],
      );
      const initial = { mean: [1, -2], deviation: 0.5 };
      requireMoments(await start({ score: { ...model, transform, moments }, initial }), 2, [12, -21], [1, 0.25]);
    });

    test.each<[string, unknown]>([
      ['initial.deviation', { mean: 0 }],
      ['initial.deviation', { deviation: -1 }],
      ['initial.deviation', { deviation: [1] }],
      ['initial.deviation', { deviation: Number.POSITIVE_INFINITY }],
      ['initial.deviation', { deviation: 1e-50 }],
      ['initial.deviation[1]', { deviation: [1, 0] }],
      ['initial.deviation[0]', { deviation: ['1', 1] }],
      ['initial.mean', { mean: [0, 0, 0], deviation: 1 }],
      ['initial.mean', { mean: 1e39, deviation: 1 }],
      ['initial.mean[1]', { mean: [0, Number.NaN], deviation: 1 }],
      ['initial.shape', points([1, 2, 3, 4], 2)],
      ['initial.shape', points([1, 2, 3], 1)],
    ])('refuses %s (%#)', async (argument, initial) => {
      const request = start({ score: plane, particles: 3, initial: initial as never });
      await expect(request).rejects.toSatisfy(refusal(argument));
    });
  });

  describe('particle i is the same to the last bit', () => {
    const steps = karras({ from: 3, to: 0.1, levels: 6 });

    test.each(methods)('%s: for any number, in chunks, and broken off at any update', async (_, make) => {
      const options: SamplerOptions = { score: plane, noise: steps, method: make('zero'), particles: 301, seed: 9 };
      const all = await sampled(engine(), options);
      requireSame(await sampled(engine(), { ...options, particles: 10, outOf: 301 }), all.slice(0, 20));
      const parts = await collect(sampleInChunks(engine(), options, { chunk: 120 }));
      requireSame(Float32Array.from(parts.flatMap(({ values }) => [...values])), all);
      // An odd update lies between the two stages of a step of Heun, whose memory has to wait there.
      for (const stop of [1, 2, 5]) {
        using sampler = await engine().sampler(options);
        for await (const { completed } of sampler.run({ reportEvery: stop })) if (completed >= stop) break;
        expect(sampler.completed).toBe(stop);
        await sampler.samples();
        await collect(sampler.run({ reportEvery: 3 }));
        requireSame((await sampler.samples()).values, all);
      }
    });

    // Where a device takes many updates in a submission, and where it takes a part of one: the memory of particles that are
    // ahead has been written since.
    test.each([
      ['heun', heun(), 60, plane, 40_001],
      ['dpmSolver', dpmSolver(), 6, slow, 10_001],
    ] as const)(
      '%s: after an abort, which takes back what was moved, memory included',
      async (_, method, levels, score, particles) => {
        const many = karras({ from: 3, to: 0.1, levels });
        const options: SamplerOptions = { score, noise: many, method, particles, seed: 9 };
        const all = await sampled(engine(), options);
        using sampler = await engine().sampler(options);
        // The first update of a step of Heun is kept, the second taken back with those after it.
        for await (const _ of sampler.run({ reportEvery: 3 })) break;
        const controller = new AbortController();
        const rest = collect(sampler.run({ reportEvery: 1000, signal: controller.signal }));
        setTimeout(() => controller.abort(new Error('enough')), 2);
        // A device may be done by then.
        await rest.catch((error) => expect(error.message).toBe('enough'));
        await collect(sampler.run());
        requireSame((await sampler.samples()).values, all);
      },
    );
  });

  test('samples() during a run finds all particles after the same number of updates', async () => {
    // x counts its updates.
    const score = customScore({ dimension: 1, wgsl: flat, cpu: () => [1] });
    const particles = 20_000;
    const method = { stages: [stage({ sigma: 1, level: 0, count: 150, b: 1 })], end: 1 };
    const initial = points(new Float32Array(particles));
    using sampler = await engine().sampler({ score, method, particles, initial });
    let running = true;
    const run = collect(sampler.run({ reportEvery: 25 })).then(() => {
      running = false;
    });
    const seen: number[] = [];
    while (running) {
      const { values } = await sampler.samples();
      const torn = values.find((x) => x !== values[0]);
      expect(torn).toBeUndefined();
      seen.push(values[0]!);
    }
    await run;
    expect(seen.at(-1)).toBe(150);
    // Looks fell into the run, not only before and after it, and saw it go on.
    expect(seen.filter((x) => x > 0 && x < 150).length).toBeGreaterThan(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('a sampler that is disposed of during a run ends it and what waits with DisposedError', async () => {
    const method = annealedLangevin({ perLevel: 100_000, size: constant({ size: 0.01 }) });
    const sampler = await engine().sampler({ score: plane, noise: noise([1]), method, particles: 4000 });
    const run = collect(sampler.run());
    const looking = (async () => {
      for (;;) await sampler.samples();
    })();
    setTimeout(() => sampler.dispose(), 30);
    for (const end of await Promise.allSettled([run, looking])) {
      expect(end).toMatchObject({ status: 'rejected', reason: expect.any(DisposedError) });
      expect(String((end as PromiseRejectedResult).reason)).toContain('this sampler was disposed');
    }
    // The engine is none the worse.
    await sampled(engine(), { score: plane, noise: ladder, method: euler(), particles: 3 });
  });
}

/** Some µs a point on the CPU. */
const slow = customScore({
  dimension: 2,
  wgsl: 'fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2> { return array<f32, 2>(-x[0] / sigma, -x[1] / sigma); }',
  cpu: (x, sigma) => {
    let one = 1;
    for (let i = 0; i < 1000; i++) one = Math.sqrt(one);
    return x.map((value) => (-value * one) / sigma);
  },
});

/** Of a user's own: the score is 1 everywhere. */
export const flat = 'fn score(x: array<f32, 1>, sigma: f32) -> array<f32, 1> { return array<f32, 1>(1.0); }';

/** Equal to the last bit; a failure shows the first index where they differ, not the whole lists. */
export function requireSame(values: Values | Uint32Array, expected: Values | Uint32Array): void {
  const first = values.findIndex((value, i) => !Object.is(value, expected[i]));
  expect([values.length, first, values[first]]).toEqual([expected.length, -1, undefined]);
}

/** The standard error of the deviation of n normals is about σ/√(2n); four of them happen by chance once in 16,000 times. */
export function requireDeviation(given: Values, expected: number): void {
  const values = Array.from(given);
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x / n, 0);
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2 / (n - 1), 0));
  expect(Math.abs(deviation / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * n));
}

/** Likewise for each column, and its mean, whose standard error is σ/√n. */
function requireMoments(
  values: Float32Array,
  dimension: number,
  means: readonly number[],
  deviations: readonly number[],
): void {
  for (let j = 0; j < dimension; j++) {
    const column = values.filter((_, at) => at % dimension === j);
    const mean = column.reduce((sum, x) => sum + x / column.length, 0);
    expect(Math.abs(mean - means[j]!)).toBeLessThan((4 * deviations[j]!) / Math.sqrt(column.length));
    requireDeviation(column, deviations[j]!);
  }
}
