import { describe, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import { planes, stride } from '../../src/engines/cpu/block.ts';
import { combination } from '../../src/fields/combination.ts';
import { customScore } from '../../src/fields/custom.ts';
import { fieldOf } from '../../src/fields/index.ts';
import type { Score } from '../../src/fields/score.ts';
import { activations } from '../../src/network.ts';
import { modelOf, nameOf, type Shape } from '../twin_suite/shapes.ts';

const rows = 7;
const count = 3;

const mixtureIn = (dimension: number) =>
  gaussianMixture({
    weights: [1, 3, 2],
    means: [0, 1, 2].map((k) => Array.from({ length: dimension }, (_, j) => 2 * Math.sin(5 * k + j))),
    deviations: [0.7, 1.2, 0.4],
  });

/** A score that is no gradient, so that its Jacobian is not symmetric. */
const swirl = customScore({
  dimension: 3,
  cpu: (x, sigma) => [Math.sin(x[1]!) / sigma, x[0]! * x[2]!, x[0]! - Math.exp(-x[2]! / sigma)],
});

function fill(values: Float64Array, planeCount: number, seed: number): void {
  for (let j = 0; j < planeCount; j++) {
    for (let r = 0; r < rows; r++) values[j * stride + r] = 2 * Math.sin(3 * j + 1.7 * r * r + seed);
  }
}

/** Expects J·v by central differences of the score along every tangent. */
function requireDifferences(score: Score, dimension: number, sigma: number): void {
  const block = fieldOf(score).tangentsOnCpu(score, count, fieldOf);
  const alone = fieldOf(score).onCpu(score, fieldOf);
  fill(block.points, dimension, 1);
  fill(block.tangents, count * dimension, 2);
  block.setLevel(sigma);
  alone.setLevel(sigma);
  block.evaluate(rows, 0);
  const evaluated = (t: number, h: number): Float64Array => {
    for (let j = 0; j < dimension; j++) {
      for (let r = 0; r < rows; r++) {
        const tangent = block.tangents[(t * dimension + j) * stride + r]!;
        alone.points[j * stride + r] = block.points[j * stride + r]! + h * tangent;
      }
    }
    alone.evaluate(rows, 0);
    return alone.scores.slice();
  };
  const scores = evaluated(0, 0);
  block.multiply(rows);
  // No kink of relu lies within the step, which was tried.
  const h = 1e-6 * sigma;
  for (let t = 0; t < count; t++) {
    const [ahead, behind] = [evaluated(t, h), evaluated(t, -h)];
    for (let j = 0; j < dimension; j++) {
      for (let r = 0; r < rows; r++) {
        const at = j * stride + r;
        expect(block.scores[at]).toBe(scores[at]);
        const expected = (ahead[at]! - behind[at]!) / (2 * h);
        const found = block.products[t * dimension * stride + at]!;
        // Rounding of a score of up to 1/σ² over 2h, and the third derivative times h²/6.
        expect(Math.abs(found - expected)).toBeLessThan(1e-8 * (1 / sigma ** 3 + Math.abs(expected)));
      }
    }
  }
}

describe('products with the Jacobian of a network', () => {
  const shapes: Shape[] = [
    ...activations.flatMap((activation): Shape[] => [
      [1, [], activation],
      [2, [5], activation],
      [3, [9, 4], activation],
    ]),
    [2, [20, 9], 'silu', { conditioning: 'log-sigma', output: { edm: 1.3 } }],
    [5, [7, 6], 'tanh', { conditioning: { fourier: 3 }, output: 'over-sigma' }],
  ];
  test.each(shapes.map((shape) => [nameOf(shape), shape] as const))('%s are its differences', (_, shape) => {
    for (const sigma of [0.3, 2]) requireDifferences(modelOf(shape), shape[0], sigma);
  });
});

describe('products with the Jacobian of a mixture', () => {
  test.each([1, 2, 9])('in %i dimension(s) are its differences', (dimension) => {
    for (const sigma of [0.1, 1.5]) requireDifferences(mixtureIn(dimension), dimension, sigma);
  });

  test('of one component are −v/(s² + σ²)', () => {
    const gaussian = gaussianMixture({ weights: [1], means: [[1, -2, 3]], deviations: [0.5] });
    const block = fieldOf(gaussian).tangentsOnCpu(gaussian, count, fieldOf);
    fill(block.points, 3, 1);
    fill(block.tangents, count * 3, 2);
    block.setLevel(1.2);
    block.evaluate(rows, 0);
    block.multiply(rows);
    for (let j = 0; j < 3 * count; j++) {
      for (let r = 0; r < rows; r++)
        expect(block.products[j * stride + r]).toBeCloseTo(-block.tangents[j * stride + r]! / (0.25 + 1.44), 12);
    }
  });

  test('stay finite far from every component', () => {
    const mixture = mixtureIn(2);
    const block = fieldOf(mixture).tangentsOnCpu(mixture, 1, fieldOf);
    block.setLevel(0.5);
    block.points.fill(1e6);
    block.tangents.fill(1);
    block.evaluate(rows, 0);
    block.multiply(rows);
    // Of the widest component alone.
    for (const j of [0, 1]) expect(block.products[j * stride]).toBeCloseTo(-1 / (1.44 + 0.25), 9);
  });
});

describe("products with the Jacobian of a user's own score", () => {
  test('are its differences', () => {
    for (const sigma of [0.3, 2]) requireDifferences(swirl, 3, sigma);
  });

  test('along a tangent of 0 are 0, and do not depend on its length otherwise', () => {
    const block = fieldOf(swirl).tangentsOnCpu(swirl, 3, fieldOf);
    block.setLevel(0.7);
    fill(block.points, 3, 1);
    const direction = planes(3);
    fill(direction, 3, 4);
    for (const [t, length] of [0, 1e-20, 1e20].entries()) {
      block.tangents.set(
        direction.map((value) => length * value),
        3 * t * stride,
      );
    }
    block.evaluate(rows, 0);
    block.multiply(rows);
    for (let j = 0; j < 3; j++) {
      for (let r = 0; r < rows; r++) {
        const [none, short, long] = [0, 1, 2].map((t) => block.products[(3 * t + j) * stride + r]!);
        expect(none).toBe(0);
        expect(Math.abs(short! * 1e40 - long!)).toBeLessThan(1e-9 * Math.abs(long!));
      }
    }
  });
});

test('products with the Jacobian of a combination are the sums of those of its parts', () => {
  const inner = combination([
    { score: modelOf([3, [9, 4], 'silu']), weight: 0.5 },
    { score: mixtureIn(3), weight: -2 },
  ]);
  const outer = combination([
    { score: swirl, weight: 0.3 },
    { score: inner, weight: 1.5 },
  ]);
  for (const sigma of [0.3, 2]) requireDifferences(outer, 3, sigma);
});
