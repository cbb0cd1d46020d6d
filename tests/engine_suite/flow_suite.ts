import { describe, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine } from '../../src/engine.ts';
import { combination } from '../../src/fields/combination.ts';
import { withDivergence } from '../../src/fields/divergence.ts';
import { measured } from '../../src/fields/measured.ts';
import type { Score } from '../../src/fields/score.ts';
import { decode, encode, interpolate } from '../../src/flow/latents.ts';
import { logDensity } from '../../src/flow/log_density.ts';
import { jacobianProduct } from '../../src/jacobian_product.ts';
import { type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { type Points, points } from '../../src/points.ts';
import { euler } from '../../src/samplers/index.ts';
import { collect, linear, plane, refusal } from './fixtures.ts';

const noise = geometric({ from: 50, to: 0.1, levels: 38 });
const gaussian = gaussianMixture({ weights: [1], means: [[1, -2]], deviations: [0.5] });
const at = points([1, -2, 0.3, -1, 3, 3, -1, -2.5], 2);

/** s = W·(x, σ) + b in two dimensions, in the units of columns. */
const affine: Model = {
  ...{ kind: 'network', network: mlp({ dimension: 2, hidden: [] }), noise, parameters: linear },
  transform: { shift: [10, -20], scale: [2, 0.5] },
};

/** What every engine makes of derivatives of scores, and of the probability flow. */
export function flowSuite(engine: () => Engine): void {
  describe('products with the Jacobian', () => {
    test('of an affine score are those of its matrix, in the units of the data', async () => {
      const tangents = points([1, 0, 0, 1, 2, -3, 0.1, 0.7], 2);
      const { score, product } = await jacobianProduct(engine(), { score: affine, points: at, tangents, sigma: 0.5 });
      const alone = await engine().score({ score: affine, points: at, sigma: 0.5 });
      expect([...score.values]).toHaveLength(8);
      alone.values.forEach((value, i) => {
        // Other kernels may round otherwise.
        expect(Math.abs(score.values[i]! - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
      });
      const scale = [2, 0.5];
      for (let r = 0; r < 4; r++) {
        for (const o of [0, 1]) {
          const expected =
            [0, 1].reduce((sum, i) => sum + (linear[2 * i + o]! * tangents.values[2 * r + i]!) / scale[i]!, 0) /
            scale[o]!;
          expect(product.values[2 * r + o]).toBeCloseTo(expected, 5);
        }
      }
    });

    test.each<[string, object]>([
      ['points.shape', { points: points([1, 2, 3], 3) }],
      ['tangents.shape', { tangents: points([1, 2], 2) }],
      ['tangents', { tangents: undefined }],
      ['sigma', { sigma: 0 }],
      ['tangent', { tangent: at }],
      ['score', { score: { kind: 'none' } }],
      ['score', { score: withDivergence(gaussian), points: points([1, 2, 3], 3), tangents: points([1, 2, 3], 3) }],
    ])('refuse a bad %s', async (argument, bad) => {
      const request = { score: affine, points: at, tangents: at, sigma: 1, ...bad };
      await expect(jacobianProduct(engine(), request as never)).rejects.toSatisfy(refusal(argument));
    });
  });

  describe('a divergence', () => {
    test('is carried along by programs', async () => {
      // tr J = −2/(s² + σ²) wherever the particles go.
      using sampler = await engine().sampler({
        ...{ score: withDivergence(gaussian), method: euler({ end: 'last' }), noise, particles: 4 },
        initial: points([1, -2, 0, 0.3, -1, 0, 30, 3, 7, -1, -2.5, 0], 3),
      });
      await collect(sampler.run());
      const { values } = await sampler.samples();
      const { levels } = noise;
      const sum = levels
        .slice(1)
        .reduce((all, next, i) => all + (2 * levels[i]! * (levels[i]! - next)) / (0.25 + levels[i]! ** 2), 0);
      for (const [r, start] of [0, 0, 7, 0].entries()) {
        // 37 additions in float32 at magnitudes of 20.
        expect(Math.abs(values[3 * r + 2]! - start - sum)).toBeLessThan(1e-4);
      }
    });

    test.each<[string, object]>([
      ['score.probes', { probes: -1 }],
      ['score.probes', { probes: 65 }],
      ['score.key', { key: [1] }],
      ['score.key[1]', { key: [1, -1] }],
      ['score.firstQuad', { firstQuad: 0.5 }],
      ['score.score', { score: undefined }],
      ['score.seed', { seed: 1 }],
    ])('with a bad %s is refused', async (argument, bad) => {
      const request = { score: { ...withDivergence(gaussian), ...bad }, points: points([1, 2, 3], 3), sigma: 1 };
      await expect(engine().score(request as never)).rejects.toSatisfy(refusal(argument));
    });
  });

  describe('derivatives of derivatives', () => {
    const three = points([1, 2, 3], 3);
    const itself = { ...withDivergence(gaussian) };
    Object.assign(itself, { score: itself });
    const tangent: Score = { kind: 'tangent', score: gaussian };
    const led = measured(gaussian, { matrix: [[1, 0]], values: [1], deviation: 0.1 });
    test.each<[string, Score, Points]>([
      ['score.score', withDivergence(withDivergence(gaussian)), three],
      ['score.score', { kind: 'tangent', score: tangent }, at],
      ['score.score', withDivergence(led), three],
      ['score.score', withDivergence(combination([{ score: led, weight: 1 }])), three],
      ['score.score', itself, three],
      // Kernels on a GPU add scores and products of a sum themselves.
      ['score.parts[0].score', combination([{ score: withDivergence(gaussian), weight: 1 }]), three],
      ['score.parts[0].score', combination([{ score: tangent, weight: 1 }]), points([1, 2, 3, 4], 4)],
    ])('are refused by %s (%#)', async (argument, score, where) => {
      await expect(engine().score({ score, points: where, sigma: 1 })).rejects.toSatisfy(refusal(argument));
    });

    test('are refused by the name that the caller knows', async () => {
      const request = { score: led, points: at, noise };
      await expect(logDensity(engine(), request)).rejects.toSatisfy(refusal('score'));
    });
  });

  describe('the log density', () => {
    test.each(['rk4', 'rk45'] as const)('of a mixture by %s is exact', async (method) => {
      const mixed = plane.sample(9, { seed: 4 });
      const { nats } = await logDensity(engine(), { score: plane, points: mixed, noise, method });
      const density = plane.perturbed(0.1);
      nats.forEach((value, i) => {
        const exact = Math.log(density.pdf(mixed.values.subarray(2 * i, 2 * i + 2)));
        // Measured 0.0013: the normal at σ = 50 lacks correlation and skewness.
        expect(Math.abs(value - exact)).toBeLessThan(0.005);
      });
    });
  });

  describe('latents', () => {
    const options = { score: gaussian, noise };
    const requireNear = (found: Points, expected: ArrayLike<number>, error: number): void => {
      expect(found.values).toHaveLength(expected.length);
      found.values.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(error);
      });
    };

    test.each(['rk4', 'rk45'] as const)('of a Gaussian by %s are standardised points', async (method) => {
      const latents = await encode(engine(), { ...options, points: at, method });
      expect(latents.shape).toEqual([4, 2]);
      const deviation = Math.hypot(0.5, 0.1);
      const expected = at.values.map((x, i) => (x - [1, -2][i % 2]!) / deviation);
      // Of up to 10, by solvers right to 1e-5 of the particles.
      requireNear(latents, expected, 1e-3);
      requireNear(await decode(engine(), { ...options, latents, method }), at.values, 1e-3);
    });

    test('of a mixture lead back', async () => {
      const own = plane.sample(21, { seed: 8 });
      const latents = await encode(engine(), { score: plane, noise, points: own });
      // The solver goes other ways up and down, which part by its error: measured 2e-4.
      requireNear(await decode(engine(), { score: plane, noise, latents }), own.values, 2e-3);
    });

    test('of pairs are joined by great circles', async () => {
      // At right angles, and of one direction.
      const deviation = Math.hypot(0.5, 0.1);
      const from = points([1 + deviation, -2, 1 + deviation, -2], 2);
      const to = points([1, -2 + deviation, 1 + 2 * deviation, -2], 2);
      const found = await interpolate(engine(), { ...options, from, to, fractions: [0, 0.5, 1] });
      const half = deviation * Math.SQRT1_2;
      const across = [1 + deviation, -2, 1 + half, -2 + half, 1, -2 + deviation];
      const along = [1, 1.5, 2].flatMap((length) => [1 + length * deviation, -2]);
      expect(found.shape).toEqual([6, 2]);
      requireNear(found, [...across, ...along], 1e-3);
    });

    test.each<[string, object]>([
      ['from.shape', { from: points([1], 1) }],
      ['to.shape', { to: points([1, 2, 3, 4], 2) }],
      ['fractions', { fractions: [] }],
      ['fractions', { fractions: 0.5 }],
      ['fractions[1]', { fractions: [0, 1.5] }],
      ['points', { points: at }],
    ])('refuse a bad %s', async (argument, bad) => {
      const request = { ...options, from: points([1, 2], 2), to: points([1, 2], 2), fractions: [0.5], ...bad };
      await expect(interpolate(engine(), request as never)).rejects.toSatisfy(refusal(argument));
    });

    test('refuse points and latents that are none', async () => {
      await expect(encode(engine(), { ...options, points: points([1]) })).rejects.toSatisfy(refusal('points.shape'));
      await expect(decode(engine(), { ...options, latents: {} as never })).rejects.toSatisfy(refusal('latents'));
    });
  });
}
