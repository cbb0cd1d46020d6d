import { describe, expect, test } from 'vitest';
import { checkerboard } from '../../src/distributions/checkerboard.ts';

const target = checkerboard();
const count = 2 ** 15;

describe('checkerboard', () => {
  test('has density 1/32 on eight of sixteen squares, 0 elsewhere', () => {
    const centers = [-3, -1, 1, 3];
    const densities = centers.map((y) => centers.map((x) => target.pdf([x, y]) * 32));
    expect(densities).toEqual([
      [1, 0, 1, 0],
      [0, 1, 0, 1],
      [1, 0, 1, 0],
      [0, 1, 0, 1],
    ]);
    expect(target.pdf([5, 5])).toBe(0);
    expect(target.pdf([-5, -3])).toBe(0);
  });

  test('has entropy ln 32 = 3.466', () => {
    expect(target.entropy()).toBeCloseTo(3.4657, 4);
  });

  test('has a flat score, and none beside its squares', () => {
    expect([...target.score([-3, -3])]).toEqual([0, 0]);
    expect([...target.score([-3, -1])]).toEqual([Number.NaN, Number.NaN]);
  });

  test('draws on its squares alone, as often on each half of each', () => {
    const { values } = target.sample(count, { seed: 1 });
    const boxes = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const [x, y] = [values[2 * i]!, values[2 * i + 1]!];
      expect(target.pdf([x, y])).toBeGreaterThan(0);
      const box = `${Math.floor(x)} ${Math.floor(y)}`;
      boxes.set(box, (boxes.get(box) ?? 0) + 1);
    }
    expect(boxes.size).toBe(32);
    const chiSquare = [...boxes.values()].reduce((sum, n) => sum + (n - count / 32) ** 2 / (count / 32), 0);
    // The 99.9 % point of χ² with 31 degrees of freedom.
    expect(chiSquare).toBeLessThan(61.1);
  });
});

describe('perturbed checkerboard', () => {
  const sigma = 0.3;
  const smooth = target.perturbed(sigma);

  test('has the density of the convolution', () => {
    const h = 0.01;
    // Midpoints, so that no cell of the sum is cut by the edge of a square.
    const middles = Array.from({ length: 8 / h }, (_, i) => -4 + (i + 0.5) * h);
    const cells = middles.flatMap((u) => middles.filter((v) => target.pdf([u, v]) > 0).map((v) => [u, v] as const));
    for (const [x, y] of [
      [-3, -3],
      [-2.1, 0.2],
      [0.4, 2],
      [4.5, 3],
    ] as const) {
      let sum = 0;
      for (const [u, v] of cells) sum += Math.exp(-((x - u) ** 2 + (y - v) ** 2) / (2 * sigma ** 2));
      // The midpoint rule is off by h²/24 of a second derivative of a few 1/σ², relative to p: 2e-4.
      expect((sum * h * h) / (32 * 2 * Math.PI * sigma ** 2) / smooth.pdf([x, y])).toBeCloseTo(1, 3);
    }
  });

  test.each([0.05, 0.3, 2, 30])('has at σ = %d the score of its density', (deviation) => {
    const distribution = target.perturbed(deviation);
    const h = 1e-5 * deviation;
    const log = (x: number, y: number) => Math.log(distribution.pdf([x, y]));
    for (const [x, y] of [
      [-3, -3],
      [-2.03, 0.2],
      [0.4, 1.95],
      [4.1, 3],
    ] as const) {
      const score = distribution.score([x, y]);
      // Rounding of a logarithm over 2h = 2e-5·σ: 1e-10/σ, with the cancellations of Φ − Φ some tens of that.
      expect(Math.abs(score[0]! - (log(x + h, y) - log(x - h, y)) / (2 * h))).toBeLessThan(2e-8 / deviation);
      expect(Math.abs(score[1]! - (log(x, y + h) - log(x, y - h)) / (2 * h))).toBeLessThan(2e-8 / deviation);
    }
  });

  test('points far away home along the shortest way, where every density underflows', () => {
    // Beyond the edge at 4 of a square: about −(x − 4)/σ².
    const [x, y] = smooth.score([1e4, 3]);
    expect(x! / (-(1e4 - 4) / sigma ** 2)).toBeCloseTo(1, 6);
    expect(Math.abs(y!)).toBeLessThan(0.1);
    expect(smooth.score([-1e6, -1e6]).every((value) => value > 0 && Number.isFinite(value))).toBe(true);
  });

  test('draws from it', () => {
    const { values } = smooth.sample(count, { seed: 2 });
    // The share that noise has carried off the squares.
    const beside = Array.from({ length: count }, (_, i) => target.pdf([values[2 * i]!, values[2 * i + 1]!])).filter(
      (p) => p === 0,
    );
    let expected = 1;
    const h = 0.05;
    for (let u = -4 + h / 2; u < 4; u += h) {
      for (let v = -4 + h / 2; v < 4; v += h) if (target.pdf([u, v]) > 0) expected -= smooth.pdf([u, v]) * h * h;
    }
    // Four standard errors of a share.
    expect(Math.abs(beside.length / count - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / count));
  });

  test('adds variances, and refuses what is not known', () => {
    const twice = target.perturbed(0.3).perturbed(0.4);
    expect(twice.pdf([0.3, -1.2])).toBeCloseTo(target.perturbed(0.5).pdf([0.3, -1.2]), 14);
    expect(() => smooth.entropy()).toThrow(/sigma/);
    expect(() => smooth.cdf(0)).toThrow(/dimension/);
    expect(() => target.perturbed(0)).toThrow(/sigma/);
    expect(() => target.pdf([1])).toThrow(/point/);
  });
});
