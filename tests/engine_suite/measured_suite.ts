import { describe, expect, test } from 'vitest';
import { conditional } from '../../src/contexts/conditional.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine } from '../../src/engine.ts';
import { combination } from '../../src/fields/combination.ts';
import { measured } from '../../src/fields/measured.ts';
import type { Score } from '../../src/fields/score.ts';
import type { LinearMeasurement } from '../../src/measurements/measurement.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { karras } from '../../src/noise.ts';
import { type Points, points } from '../../src/points.ts';
import { samplePosterior } from '../../src/posterior/sample_posterior.ts';
import { ancestral, euler } from '../../src/samplers/index.ts';
import { ladder, plane, refusal, sampled } from './fixtures.ts';

/** Rows that are neither orthogonal nor of one length. */
export function measurementIn(dimension: number, count: number, deviation: number): LinearMeasurement {
  const matrix = Array.from({ length: count }, (_, i) =>
    Array.from({ length: dimension }, (_, j) => Math.sin(1.37 * (i + 1) * (j + 2) ** 2) / (i + 1)),
  );
  return { matrix, values: matrix.map((_, i) => Math.cos(2 * i)), deviation };
}

function pointsIn(dimension: number, count = 301): Points {
  return points(
    Float32Array.from({ length: count * dimension }, (_, i) => 1.5 * Math.sin(1.3 * i * i + 0.7)),
    dimension,
  );
}

/** The score of a normal N(μ, s²·1) that is measured and then perturbed by σ, by its covariance along each measured direction. */
function exactOfNormal(
  x: ArrayLike<number>,
  s: number,
  { matrix, values, deviation }: LinearMeasurement,
  sigma: number,
) {
  // Rows of the suite that are used here are coordinates: x_j was measured as values[i]/scale with so much noise.
  const score = Float64Array.from({ length: x.length }, (_, j) => -x[j]! / (s ** 2 + sigma ** 2));
  matrix.forEach((row, i) => {
    const j = Array.from(row).findIndex((value) => value !== 0);
    const noise = ((deviation as number) / row[j]!) ** 2;
    const gain = s ** 2 / (s ** 2 + noise);
    score[j] = ((gain * values[i]!) / row[j]! - x[j]!) / (s ** 2 * (1 - gain) + sigma ** 2);
  });
  return score;
}

/** What every engine makes of scores that are led towards a measurement. */
export function measuredSuite(engine: () => Engine): void {
  const score = async (of: Score, at: Points, sigma: number) =>
    (await engine().score({ score: of, points: at, sigma })).values;

  describe('a measured score', () => {
    test.each([
      [1, 1, 0.3],
      [2, 1, 0.3],
      [5, 3, 0.02],
      [9, 9, 1],
      [40, 17, 0],
    ])(
      'of a normal in %i dimension(s) is that of its posterior: %i coordinate(s) measured',
      async (d, count, noise) => {
        const s = 0.8;
        const normal = gaussianMixture({ weights: [1], means: [Array(d).fill(0)], deviations: [s] });
        const matrix = Array.from({ length: count }, (_, i) =>
          Array.from({ length: d }, (_, j) => (i === j ? 2 - i / 20 : 0)),
        );
        const measurement = { matrix: matrix.reverse(), values: matrix.map((_, i) => Math.cos(i)), deviation: noise };
        const at = pointsIn(d, 37);
        for (const sigma of [0.1, 0.7, 6]) {
          const values = await score(measured(normal, measurement), at, sigma);
          for (let r = 0; r < 37; r++) {
            const exact = exactOfNormal(at.values.subarray(r * d, (r + 1) * d), s, measurement, sigma);
            const size = Math.max(...exact.map(Math.abs));
            // float32: 2⁻²⁴ of terms up to 2/σ², a few times over.
            exact.forEach((value, j) =>
              expect(Math.abs(values[r * d + j]! - value)).toBeLessThan(1e-5 * (size + 2 / sigma ** 2)),
            );
          }
        }
      },
    );

    test('of a model with a transform is in the units of the data', async () => {
      const network = mlp({ dimension: 2, hidden: [9, 14], activation: 'tanh' });
      const parameters = initialParameters(network, 7).map((weight, k) => weight + 0.1 * Math.sin(k));
      const moments = { mean: [0, 0], deviation: [1, 1] };
      const bare: Model = { kind: 'network', network, noise: ladder, parameters, moments };
      const transform = { shift: [10, -20], scale: [2, 0.5] };
      const given = measurementIn(2, 2, 0.3);
      // A·z + … of standardised z, as A′·x of x = shift + scale·z.
      const matrix = given.matrix.map((row) => Array.from(row, (value, j) => value / transform.scale[j]!));
      const values = matrix.map((row, i) => given.values[i]! + row[0]! * 10 - row[1]! * 20);
      const at = pointsIn(2, 37);
      const shifted = points(
        Float64Array.from(at.values, (z, i) => transform.shift[i % 2]! + transform.scale[i % 2]! * z),
        2,
      );
      const own = await score(measured(bare, given), at, 0.8);
      const measurement = { matrix, values, deviation: 0.3 };
      const found = await score(measured({ ...bare, transform }, measurement), shifted, 0.8);
      // The same numbers but for the rounding of standardised points, 2⁻²⁴ of them.
      found.forEach((value, i) =>
        expect(Math.abs(value * transform.scale[i % 2]! - own[i]!)).toBeLessThan(2e-5 * (1 + Math.abs(own[i]!))),
      );
    });

    test('of a sum, and in a sum, is the sum', async () => {
      const sum = combination([
        { score: plane, weight: 0.5 },
        { score: plane, weight: 0.5 },
      ]);
      const measurement = measurementIn(2, 2, 0.3);
      const at = pointsIn(2);
      const expected = await score(measured(plane, measurement), at, 0.8);
      const inside = await score(measured(sum, measurement), at, 0.8);
      const outside = await score(
        combination([
          { score: measured(plane, measurement), weight: 2 },
          { score: plane, weight: -0.5 },
        ]),
        at,
        0.8,
      );
      const bare = await score(plane, at, 0.8);
      expected.forEach((value, i) => {
        expect(Math.abs(inside[i]! - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
        expect(Math.abs(outside[i]! - (2 * value - 0.5 * bare[i]!))).toBeLessThan(1e-5 * (1 + 2 * Math.abs(value)));
      });
    });

    test('of a network with a context for each particle is that of each context', async () => {
      const network = mlp({ dimension: 2, hidden: [9, 14], activation: 'tanh', context: { classes: 2 } });
      const parameters = initialParameters(network, 7).map((weight, k) => weight + 0.1 * Math.sin(k));
      const model: Model = { kind: 'network', network, noise: ladder, parameters };
      const measurement = measurementIn(2, 1, 0.3);
      const at = pointsIn(2, 37);
      const labels = Array.from({ length: 37 }, (_, p) => (p % 3 === 0 ? 1 : 0));
      const found = await score(measured(conditional(model, labels), measurement), at, 0.8);
      for (const label of [0, 1]) {
        const alone = await score(measured(conditional(model, label), measurement), at, 0.8);
        // Contexts of one particle each are added up in another order, in float32.
        found.forEach((value, i) => {
          if (labels[i >> 1] === label) expect(Math.abs(value - alone[i]!)).toBeLessThan(2e-5 * (1 + Math.abs(value)));
        });
      }
    });

    test('keeps known coordinates, which the measurement does not move', async () => {
      const values = await sampled(engine(), {
        score: measured(plane, measurementIn(2, 1, 0.3)),
        ...{ noise: ladder, method: ancestral(), particles: 21 },
        known: { mask: [false, true], values: [0, 0.25] },
      });
      values.forEach((value, i) => {
        if (i % 2 === 1) expect(value).toBe(0.25);
        else expect(Number.isFinite(value)).toBe(true);
      });
    });

    test('gives samples of the posterior that hold exact values', async () => {
      const measurement = { matrix: [[2, 1]], values: [0.5], deviation: 0 };
      const noise = karras({ from: 10, to: 0.01, levels: 20 });
      const { points, effectiveSizes } = await samplePosterior(engine(), {
        ...{ score: plane, measurement, noise, particles: 30, seed: 1 },
      });
      expect(points.shape).toEqual([30, 2]);
      expect(effectiveSizes).toHaveLength(20);
      for (let p = 0; p < 30; p++) {
        const [x, y] = points.values.subarray(2 * p, 2 * p + 2) as unknown as [number, number];
        // float32 of values up to 4.
        expect(Math.abs(2 * x + y - 0.5)).toBeLessThan(2e-6);
      }
    });

    const one = { matrix: [[1, 0]], values: [0.5], deviation: 0.1 };
    // As they may come from elsewhere than `measured`.
    const unchecked = (measurement: unknown, of: unknown = plane) =>
      ({ kind: 'measured', score: of, measurement }) as Score;
    const holdingItself = { ...measured(plane, one) };
    Object.assign(holdingItself, { score: holdingItself });
    test.each<[string, Score]>([
      ['score.score', unchecked(one, null)],
      ['score.score', unchecked(one, { kind: 'none' })],
      ['score.score.weights[0]', unchecked(one, { ...plane, weights: [-1, 2] })],
      ['score.measurement', unchecked(undefined)],
      ['score.measurement.matrix', unchecked({ ...one, matrix: [] })],
      ['score.measurement.matrix', unchecked({ ...one, matrix: [[0, 0]] })],
      ['score.measurement.matrix[0]', unchecked({ ...one, matrix: [1, 0] })],
      ['score.measurement.matrix[0]', unchecked({ ...one, matrix: [[1, 0, 0]] })],
      ['score.measurement.matrix[0][1]', unchecked({ ...one, matrix: [[1, Number.NaN]] })],
      ['score.measurement.values', unchecked({ ...one, values: [] })],
      ['score.measurement.values', unchecked({ ...one, values: [1, 2] })],
      ['score.measurement.values[0]', unchecked({ ...one, values: [Infinity] })],
      ['score.measurement.deviation', unchecked({ ...one, deviation: -1 })],
      ['score.measurement.deviation', unchecked({ ...one, deviation: '1' })],
      ['score.measurement.deviation', unchecked({ ...one, deviation: [1, 1] })],
      ['score.measurement.deviation[0]', unchecked({ ...one, deviation: [0] })],
      ['score.measurement.noise', unchecked({ ...one, noise: 1 })],
      ['score.score', measured(measured(plane, one), one)],
      ['score.score', holdingItself],
      ['score.score', measured(combination([{ score: measured(plane, one), weight: 1 }]), one)],
    ])('refuses %s (%#)', async (argument, bad) => {
      await expect(score(bad, pointsIn(2), 1)).rejects.toSatisfy(refusal(argument));
      const request = { score: bad, noise: ladder, method: euler(), particles: 3 };
      await expect(engine().sampler(request)).rejects.toSatisfy(refusal(argument));
    });
  });
}
