import { describe, expect, test } from 'vitest';
import { conditional } from '../../../src/contexts/conditional.ts';
import { modeWeights } from '../../../src/diagnostics/mode_weights.ts';
import { meanAndDeviation } from '../../../src/diagnostics/sample_floor.ts';
import { gaussianMixture } from '../../../src/distributions/gaussian_mixture.ts';
import { mixturePosterior } from '../../../src/distributions/mixture_posterior.ts';
import type { Engine } from '../../../src/engine.ts';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { SamplingDivergedError } from '../../../src/errors.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { measured } from '../../../src/fields/measured.ts';
import { initialParameters, type Model, mlp } from '../../../src/network.ts';
import { karras } from '../../../src/noise.ts';
import { type PosteriorOptions, samplePosterior } from '../../../src/posterior/sample_posterior.ts';
import { ancestral } from '../../../src/samplers/index.ts';
import { collect, refusal } from '../../engine_suite/fixtures.ts';

const engine = createCpuEngine();
const noise = karras({ from: 10, to: 0.01, levels: 60 });
const plane = gaussianMixture({
  weights: [1, 2, 3],
  means: [
    [-1, -1],
    [1, -1],
    [0.5, 1.5],
  ],
  deviations: [0.25, 0.3, 0.4],
});
const measurement = { matrix: [[1, 0.5]], values: [0.2], deviation: 0.3 };
const exact = mixturePosterior(plane, measurement);

const draw = (options: Partial<PosteriorOptions>) =>
  samplePosterior(engine, { score: plane, measurement, particles: 400, noise, ...options });

/** The share of the first mode, and the evidence, of so many runs of so many particles. */
async function runs(count: number, particles: number) {
  const found = [];
  for (let seed = 0; seed < count; seed++) {
    const { points, logEvidence } = await draw({ particles, seed });
    found.push({ shares: modeWeights(exact, points).shares, evidence: Math.exp(logEvidence) });
  }
  return found;
}

describe('samples of the posterior', () => {
  test('have the weights of its modes and its evidence, where guidance alone does not', async () => {
    const found = await runs(12, 400);
    exact.weights.forEach((weight, k) => {
      const { mean, deviation } = meanAndDeviation(found.map(({ shares }) => shares[k]!));
      // Four standard errors of twelve runs, and steps between 60 levels err by some 2⁻¹⁰.
      expect(Math.abs(mean - weight)).toBeLessThan((4 * deviation) / Math.sqrt(12) + 0.002);
    });
    const { mean, deviation } = meanAndDeviation(found.map(({ evidence }) => evidence));
    expect(Math.abs(mean / Math.exp(exact.logEvidence) - 1)).toBeLessThan(
      (4 * deviation) / Math.sqrt(12) / Math.exp(exact.logEvidence) + 0.02,
    );
    using sampler = await engine.sampler({
      ...{ score: measured(plane, measurement), noise, method: ancestral(), particles: 4000 },
    });
    await collect(sampler.run());
    // Far beyond the standard error of 4000 samples, 0.008.
    expect(modeWeights(exact, await sampler.samples()).largestError).toBeGreaterThan(0.05);
  });

  test('err by less the more particles there are, as 1/√n', async () => {
    const square = (found: Awaited<ReturnType<typeof runs>>) =>
      found.reduce((sum, { shares }) => sum + (shares[1]! - exact.weights[1]!) ** 2 / found.length, 0);
    const [few, many] = [square(await runs(24, 40)), square(await runs(12, 640))];
    // A sixteenth; the ratio of mean squares of 24 and 12 runs lies between a fifth and five times its mean by an F test at 99.9 %.
    expect(many / few).toBeLessThan(5 / 16);
    expect(many / few).toBeGreaterThan(1 / 80);
  });

  test('have its moments in each mode', async () => {
    const { points, effectiveSizes } = await draw({ particles: 4000, seed: 5 });
    expect(effectiveSizes).toHaveLength(60);
    expect(Math.min(...effectiveSizes)).toBeGreaterThan(400);
    exact.weights.forEach((weight, k) => {
      if (weight < 0.1) return;
      const mean = [0, 0];
      const second = [0, 0, 0, 0];
      let total = 0;
      for (let p = 0; p < 4000; p++) {
        const x = points.values.subarray(2 * p, 2 * p + 2);
        const share = exact.posterior(x)[k]!;
        total += share;
        for (const i of [0, 1]) {
          mean[i]! += share * x[i]!;
          for (const j of [0, 1])
            second[2 * i + j]! += share * (x[i]! - exact.means[k]![i]!) * (x[j]! - exact.means[k]![j]!);
        }
      }
      const covariance = exact.covariance(k);
      for (const i of [0, 1]) {
        // Five standard errors of as many independent samples as the fewest that weights left, and the error of the steps.
        const error = 5 / Math.sqrt(weight * 1000);
        expect(Math.abs(mean[i]! / total - exact.means[k]![i]!)).toBeLessThan(error * Math.sqrt(covariance[3 * i]!));
        for (const j of [0, 1]) {
          const size = Math.sqrt(2 * covariance[3 * i]! * covariance[3 * j]!);
          expect(Math.abs(second[2 * i + j]! / total - covariance[2 * i + j]!)).toBeLessThan(error * size);
        }
      }
    });
  });

  test('hold exact values exactly', async () => {
    const { points } = await draw({ measurement: { ...measurement, deviation: 0 }, particles: 50 });
    for (let p = 0; p < 50; p++)
      expect(Math.abs(points.values[2 * p]! + 0.5 * points.values[2 * p + 1]! - 0.2)).toBeLessThan(1e-6);
  });

  test('are the same for the same seed, and others for another', async () => {
    const [one, again, other] = [await draw({ seed: 1 }), await draw({ seed: 1 }), await draw({ seed: 2 })];
    expect(again).toEqual(one);
    expect(other.points.values[0]).not.toBe(one.points.values[0]);
  });

  test('of a standardised model are those of the same model in its own units, in the units of the data', async () => {
    const network = mlp({
      dimension: 2,
      hidden: [9],
      activation: 'tanh',
      output: { edm: 1 },
      conditioning: 'log-sigma',
    });
    const moments = { mean: [0, 0], deviation: [1, 1] };
    const bare: Model = { kind: 'network', network, noise, parameters: initialParameters(network, 7), moments };
    const transform = { shift: [10, -20], scale: [4, 0.5] };
    const few = { particles: 20, seed: 3 };
    const own = await draw({ score: bare, ...few });
    const scaled = { matrix: [[1 / 4, 0.5 / 0.5]], values: [0.2 + 10 / 4 - 20 * 1], deviation: 0.3 };
    const { noise: _, ...options } = { score: { ...bare, transform }, measurement: scaled, ...few, noise };
    const found = await samplePosterior(engine, options);
    expect(found.logEvidence).toBeCloseTo(own.logEvidence, 3);
    own.points.values.forEach((z, i) => {
      const back = (found.points.values[i]! - transform.shift[i % 2]!) / transform.scale[i % 2]!;
      // float32 of a shift of 20, through 60 steps.
      expect(Math.abs(back - z)).toBeLessThan(1e-3);
    });
  });
});

describe('samplePosterior', () => {
  const conditioned = mlp({ dimension: 2, hidden: [3], context: { classes: 2 } });
  const eachItsOwn = conditional(
    { kind: 'network', network: conditioned, noise, parameters: initialParameters(conditioned, 1) },
    [0, 1, 0],
  );

  test('reports every level, and ends at once when it is aborted', async () => {
    const heard: number[] = [];
    await draw({
      particles: 8,
      onProgress: ({ level, levels, effectiveSize }) => {
        expect(levels).toBe(60);
        expect(effectiveSize).toBeLessThanOrEqual(8.000001);
        heard.push(level);
      },
    });
    expect(heard).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    const controller = new AbortController();
    const stopped = draw({
      signal: controller.signal,
      onProgress: ({ level }) => level === 3 && controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });

  test('says where particles stop being finite', async () => {
    const score = customScore({ dimension: 2, cpu: (x, sigma) => (sigma < 1 ? [Number.NaN, 0] : [-x[0]!, -x[1]!]) });
    await expect(draw({ score })).rejects.toThrow(SamplingDivergedError);
    // Finite itself, but float32 does not hold its product with the Jacobian.
    const steep = customScore({ dimension: 2, cpu: ([x, y]) => [-1e36 * x!, -1e36 * y!] });
    await expect(draw({ score: steep })).rejects.toThrow(SamplingDivergedError);
  });

  test.each<[string, object]>([
    ['score', { score: undefined }],
    ['score.weights[0]', { score: { ...plane, weights: [-1, 1, 1] } }],
    ['score', { score: eachItsOwn }],
    ['measurement', { measurement: undefined }],
    ['measurement.matrix[0]', { measurement: { ...measurement, matrix: [[1]] } }],
    ['measurement.deviation', { measurement: { ...measurement, deviation: -1 } }],
    ['particles', { particles: 1 }],
    ['particles', { particles: 2 ** 25 }],
    ['noise', { noise: undefined }],
    ['noise.levels', { noise: { levels: [1] } }],
    ['noise.levels', { noise: { levels: [1, 2] } }],
    ['seed', { seed: -1 }],
    ['resampleBelow', { resampleBelow: 1.5 }],
    ['signal', { signal: 1 }],
    ['onProgress', { onProgress: 1 }],
    ['method', { method: ancestral() }],
    ['score.score', { score: measured(plane, measurement) }],
  ])('refuses bad %s (%#)', async (argument, bad) => {
    await expect(draw(bad as Partial<PosteriorOptions>)).rejects.toSatisfy(refusal(argument));
    await expect(samplePosterior({} as Engine, { score: plane, measurement, particles: 9 })).rejects.toSatisfy(
      refusal('engine'),
    );
  });
});
