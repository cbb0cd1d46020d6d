import { describe, expect, test } from 'vitest';
import { modeWeights } from '../../../src/diagnostics/mode_weights.ts';
import { gaussianMixture } from '../../../src/distributions/gaussian_mixture.ts';
import { mixturePosterior } from '../../../src/distributions/mixture_posterior.ts';
import { ArgumentError } from '../../../src/errors.ts';
import type { LinearMeasurement } from '../../../src/measurements/measurement.ts';

const plane = gaussianMixture({
  weights: [1, 3, 2],
  means: [
    [1, -1],
    [-2, 0.5],
    [0.5, 1.5],
  ],
  deviations: [0.7, 1.2, 0.4],
});

/** ln N(y; A·x, R) by its definition. */
function logLikelihood({ matrix, values, deviation }: LinearMeasurement, x: readonly number[]): number {
  return matrix.reduce((sum, row, i) => {
    const mean = x.reduce((total, value, j) => total + row[j]! * value, 0);
    const d = typeof deviation === 'number' ? deviation : deviation[i]!;
    return sum - 0.5 * ((values[i]! - mean) / d) ** 2 - Math.log(d) - 0.5 * Math.log(2 * Math.PI);
  }, 0);
}

/** One value, two that depend on each other's coordinates, and more values than coordinates, of different noise. */
const measurements: readonly LinearMeasurement[] = [
  { matrix: [[1, 0.5]], values: [0.3], deviation: 0.4 },
  {
    matrix: [
      [1, 2],
      [-1, 0.25],
    ],
    values: [1.2, 0.7],
    deviation: [0.5, 0.8],
  },
  {
    matrix: [
      [1, 0],
      [0, 2],
      [1, 1],
      [2, 0],
    ],
    values: [0.1, 1.8, 0.9, 0.5],
    deviation: [1, 2, 0.7, 3],
  },
];

/** The integrals of g(x)·p(x)·p(y|x) over the plane, by the trapezoidal rule, which is exact to rounding on smooth integrands. */
function integrals(measurement: LinearMeasurement, count: number, g: (x: number[], into: Float64Array) => void) {
  const sums = new Float64Array(count);
  const at = new Float64Array(count);
  const h = 0.05;
  for (let a = -9; a <= 9; a += h) {
    for (let b = -9; b <= 9; b += h) {
      const x = [a, b];
      g(x, at);
      const weight = h * h * plane.pdf(x) * Math.exp(logLikelihood(measurement, x));
      for (let i = 0; i < count; i++) sums[i]! += weight * at[i]!;
    }
  }
  return sums;
}

describe.each(measurements.map((measurement) => [measurement.matrix.length, measurement] as const))(
  'given %i value(s)',
  (_, measurement) => {
    const posterior = mixturePosterior(plane, measurement);

    test('evidence, weights, means and covariances are those of Bayes by quadrature', () => {
      const [mass, x, y, xx, xy, yy, ...components] = integrals(measurement, 9, ([a, b], into) => {
        into.set([1, a!, b!, a! * a!, a! * b!, b! * b!, ...plane.posterior([a!, b!])]);
      }) as unknown as number[];
      expect(posterior.logEvidence).toBeCloseTo(Math.log(mass!), 8);
      components.forEach((share, k) => expect(posterior.weights[k]).toBeCloseTo(share / mass!, 8));
      const mean = [0, 1].map((j) => posterior.weights.reduce((sum, w, k) => sum + w * posterior.means[k]![j]!, 0));
      expect(mean[0]).toBeCloseTo(x! / mass!, 8);
      expect(mean[1]).toBeCloseTo(y! / mass!, 8);
      const second = (i: number, j: number) =>
        posterior.weights.reduce((sum, w, k) => {
          return sum + w * (posterior.covariance(k)[2 * i + j]! + posterior.means[k]![i]! * posterior.means[k]![j]!);
        }, 0);
      expect(second(0, 0)).toBeCloseTo(xx! / mass!, 8);
      expect(second(0, 1)).toBeCloseTo(xy! / mass!, 8);
      expect(second(1, 1)).toBeCloseTo(yy! / mass!, 8);
    });

    test('the density is prior times likelihood over the evidence', () => {
      for (const x of [
        [0.3, 0.2],
        [-2, 1],
        [1, -1.4],
      ]) {
        const log = Math.log(plane.pdf(x)) + logLikelihood(measurement, x) - posterior.logEvidence;
        expect(Math.log(posterior.pdf(x))).toBeCloseTo(log, 10);
      }
    });

    test('samples have its moments and its weights', () => {
      const count = 40_000;
      const samples = posterior.sample(count, { seed: 5 });
      const { shares } = modeWeights(posterior, samples);
      // Four standard errors of a share of at most ½.
      shares.forEach((share, k) => expect(Math.abs(share - posterior.weights[k]!)).toBeLessThan((4 * 0.5) / 200));
      for (const [i, j] of [
        [0, 0],
        [0, 1],
        [1, 1],
      ] as const) {
        const exact = posterior.weights.reduce((sum, w, k) => {
          return sum + w * (posterior.covariance(k)[2 * i + j]! + posterior.means[k]![i]! * posterior.means[k]![j]!);
        }, 0);
        let [sum, squares] = [0, 0];
        for (let r = 0; r < count; r++) {
          const product = samples.values[2 * r + i]! * samples.values[2 * r + j]!;
          sum += product / count;
          squares += product ** 2 / count;
        }
        expect(Math.abs(sum - exact)).toBeLessThan(4 * Math.sqrt((squares - sum ** 2) / count));
      }
    });
  },
);

describe('values without noise', () => {
  const exact: LinearMeasurement = { matrix: [[1, 1]], values: [0.4], deviation: 0 };

  test('are those of all samples, and have the limit of small noise', () => {
    const posterior = mixturePosterior(plane, exact);
    const near = mixturePosterior(plane, { ...exact, deviation: 1e-7 });
    posterior.weights.forEach((weight, k) => expect(weight).toBeCloseTo(near.weights[k]!, 8));
    const { values } = posterior.sample(100, { seed: 1 });
    for (let r = 0; r < 100; r++) expect(Math.abs(values[2 * r]! + values[2 * r + 1]! - 0.4)).toBeLessThan(1e-6);
    expect(() => posterior.pdf([0.2, 0.2])).toThrow(ArgumentError);
  });

  test('that follow from each other are taken, and such as contradict each other refused', () => {
    const rows = [
      [1, 1],
      [2, 2],
    ];
    const posterior = mixturePosterior(plane, { matrix: rows, values: [0.4, 0.8], deviation: 0 });
    posterior.weights.forEach((w, k) => expect(w).toBeCloseTo(mixturePosterior(plane, exact).weights[k]!, 12));
    expect(() => mixturePosterior(plane, { matrix: rows, values: [0.4, 0.9], deviation: 0 })).toThrow(
      expect.objectContaining({ argument: 'measurement.values' }),
    );
  });
});
