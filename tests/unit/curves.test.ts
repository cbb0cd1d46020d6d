import { describe, expect, test } from 'vitest';
import { kolmogorovSmirnov } from '../../src/diagnostics/kolmogorov_smirnov.ts';
import type { CurveDistribution } from '../../src/distributions/curve.ts';
import { circles, rings, swissRoll, twoMoons } from '../../src/distributions/curves.ts';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';

type Curve = (t: number) => readonly [x: number, y: number];

// The curves written out once more, before their scaling, as their papers and libraries have them.
const turn =
  (radius: number): Curve =>
  (t) => [radius * Math.cos(2 * Math.PI * t), radius * Math.sin(2 * Math.PI * t)];
const families: [string, CurveDistribution, Curve[]][] = [
  [
    'swiss roll',
    swissRoll(),
    [
      (u) => {
        const t = 1.5 * Math.PI * (1 + 2 * u);
        return [(t * Math.cos(t)) / 5, (t * Math.sin(t)) / 5];
      },
    ],
  ],
  [
    'two moons',
    twoMoons(),
    [
      (t) => [Math.cos(Math.PI * t) * 2 - 1, Math.sin(Math.PI * t) * 2 - 0.2],
      (t) => [(1 - Math.cos(Math.PI * t)) * 2 - 1, (1 - Math.sin(Math.PI * t) - 0.5) * 2 - 0.2],
    ],
  ],
  ['circles', circles(), [turn(3), turn(1.5)]],
  ['rings', rings(), [turn(3), turn(2.25), turn(1.5), turn(0.75)]],
];
const places = [
  [0, 0],
  [1, 1],
  [-2, 0.4],
  [0.1, -0.75],
  [2.7, 0.3],
  [-1, -0.2],
] as const;

describe.each(families)('%s', (_, target, curves) => {
  /** The integral along the curves by a plain sum so fine that only rounding is left. */
  const direct = (x: number, y: number, variance: number) => {
    const pieces = 40_000;
    let sum = 0;
    for (const curve of curves) {
      for (let i = 0; i <= pieces; i++) {
        const [cx, cy] = curve(i / pieces);
        sum += (i % pieces === 0 ? 0.5 : 1) * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * variance));
      }
    }
    return sum / (pieces * curves.length * 2 * Math.PI * variance);
  };

  test('has the density of the integral along its curve', () => {
    // The plain sum is off by (length/pieces)²/12 of a slope of at most 1/s: 1e-8.
    for (const [x, y] of places)
      expect(Math.abs(target.pdf([x, y]) - direct(x, y, target.deviation ** 2))).toBeLessThan(2e-8);
  });

  test('has it when perturbed', () => {
    const variance = target.deviation ** 2 + 0.49;
    for (const [x, y] of places)
      expect(Math.abs(target.perturbed(0.7).pdf([x, y]) - direct(x, y, variance))).toBeLessThan(2e-8);
  });

  test('has a density of mass 1', () => {
    let mass = 0;
    // Sums of normals over a grid of 0.8 deviations are good to 1e-13; beyond 4.6 lies what is over six deviations off.
    const h = 0.8 * target.deviation;
    for (let x = -4.6; x < 4.6; x += h) for (let y = -4.6; y < 4.6; y += h) mass += target.pdf([x, y]) * h * h;
    expect(mass).toBeCloseTo(1, 9);
  });

  test('draws from it', () => {
    const count = 2 ** 15;
    const { values, shape } = target.sample(count, { seed: 11 });
    expect(shape).toEqual([count, 2]);
    // Two projections against their marginals, at the 99.9 % point of the Kolmogorov distribution.
    for (const [a, b] of [
      [1, 0],
      [0.6, -0.8],
    ] as const) {
      const { weights, means, deviations } = target.mixture;
      const marginal = gaussianMixture({ weights, means: means.map(([x, y]) => [a * x! + b * y!]), deviations });
      const projected = Float64Array.from({ length: count }, (_, i) => a * values[2 * i]! + b * values[2 * i + 1]!);
      expect(kolmogorovSmirnov(projected, tabulated(marginal.cdf))).toBeLessThan(1.95 / Math.sqrt(count));
    }
  });
});

/** A distribution function on straight lines between 1000 values: wrong by h²/8 of a slope of the density, 1e-4. */
function tabulated(cdf: (x: number) => number): (x: number) => number {
  const h = 0.01;
  const values = Float64Array.from({ length: 1001 }, (_, i) => cdf((i - 500) * h));
  return (x) => {
    const cell = Math.min(999, Math.max(0, Math.floor(x / h) + 500));
    return values[cell]! + (x / h + 500 - cell) * (values[cell + 1]! - values[cell]!);
  };
}

test('rings have the density of their Bessel functions', () => {
  // p(r) = mean_R exp(−(r² + R²)/2s²)·I₀(rR/s²)/(2πs²), and I₀(z) = mean of exp(z·cos θ) around the circle.
  const scaledBessel = (z: number) => {
    let sum = 0;
    for (let i = 0; i < 400; i++) sum += Math.exp(z * (Math.cos((2 * Math.PI * i) / 400) - 1)) / 400;
    return sum;
  };
  const variance = 0.08 ** 2;
  for (const r of [0, 0.2, 0.75, 1.1, 1.5, 3, 3.3]) {
    const exact = [0.75, 1.5, 2.25, 3].reduce(
      (sum, radius) =>
        sum +
        (Math.exp(-((r - radius) ** 2) / (2 * variance)) * scaledBessel((r * radius) / variance)) /
          (8 * Math.PI * variance),
      0,
    );
    // 2·exp(−2π²/0.8²) = 1e-13 of the density is what the spacing of the nodes leaves.
    expect(Math.abs(rings().pdf([r * Math.cos(0.3), r * Math.sin(0.3)]) - exact)).toBeLessThan(1e-12);
  }
});

test.each([0, -1, Number.NaN])('σ = %d is refused', (sigma) => {
  expect(() => rings().perturbed(sigma)).toThrow(/sigma/);
});
