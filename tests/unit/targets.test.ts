import { describe, expect, test } from 'vitest';
import { isDistribution } from '../../src/distributions/distribution.ts';
import { describeTarget, exactMixture, targetNamed, targetNames } from '../../src/distributions/targets.ts';

describe.each(targetNames)('%s', (name) => {
  const target = targetNamed(name);
  const description = describeTarget(name);

  test('is what its description says', () => {
    expect(target.name).toBe(name);
    expect(target.dimension).toBe(description.dimension);
    expect(isDistribution(target)).toBe(description.exact !== 'draws');
    expect(exactMixture(target) !== undefined).toBe(description.exact === 'mixture');
  });

  test('begins with the same draws whatever their count', () => {
    const { dimension } = target;
    const many = target.sample(1000, { seed: 9 });
    expect(many.shape).toEqual([1000, dimension]);
    expect(many.values.every(Number.isFinite)).toBe(true);
    for (const few of [1, 10, 33])
      expect(target.sample(few, { seed: 9 }).values).toEqual(many.values.slice(0, few * dimension));
  });

  test('depends on the seed alone', () => {
    expect(target.sample(8, { seed: 1 })).toEqual(target.sample(8, { seed: 1n }));
    expect(target.sample(8, { seed: 1 })).not.toEqual(target.sample(8, { seed: 2 }));
  });

  test.each([0, -3, 1.5])('refuses a count of %d', (count) => {
    expect(() => target.sample(count, { seed: 0 })).toThrow(/count/);
  });

  test('refuses a bad seed', () => {
    expect(() => target.sample(4, { seed: -1 })).toThrow(/seed/);
  });

  if (target.classes)
    test('says of each draw of which class it is', () => {
      const { points, labels } = target.labelled!(2000, { seed: 9 });
      expect(points).toEqual(target.sample(2000, { seed: 9 }));
      // The rarest class, of the hypercube, has 1/36 of the draws: that 2000 have none of it has a chance of 1e-24.
      expect(new Set(labels)).toEqual(new Set(Array.from({ length: target.classes!.count }, (_, k) => k)));
      expect(() => target.labelled!(-1, { seed: 9 })).toThrow(/count/);
    });

  if (!isDistribution(target) || name === 'hypercube') return;
  test('has a score that is the gradient of its log density', () => {
    const distribution = target.perturbed(0.2);
    const h = 1e-5;
    for (let i = 0; i < 20; i++) {
      const { dimension } = distribution;
      const point = [...distribution.sample(20, { seed: 3 }).values.slice(i * dimension, (i + 1) * dimension)];
      const score = distribution.score(point);
      for (let j = 0; j < dimension; j++) {
        const log = (shift: number) => Math.log(distribution.pdf(point.map((x, at) => (at === j ? x + shift : x))));
        // Central differences: h²/6 times a third derivative of up to 1/0.2³ or so, and rounding of some 1e-15/h.
        expect(Math.abs(score[j]! - (log(h) - log(-h)) / (2 * h))).toBeLessThan(1e-6);
      }
    }
  });
});

test('targets of any dimension take one, others only their own', () => {
  expect(targetNamed('hypercube', { dimension: 784 }).dimension).toBe(784);
  expect(targetNamed('rings', { dimension: 2 }).dimension).toBe(2);
  expect(() => targetNamed('rings', { dimension: 3 })).toThrow(/dimension: got 3, .* 2 or absent/);
});

test('an unknown name is refused with those that are known', () => {
  expect(() => targetNamed('spiral')).toThrow(/target: got "spiral", .* one of tutorial, eight_gaussians/);
  expect(() => describeTarget('toString')).toThrow(/target/);
});

test('the class of a draw is where it comes from', () => {
  const corners = targetNamed('hypercube');
  const { points, labels } = corners.labelled!(500, { seed: 3 });
  const { means } = exactMixture(corners)!;
  // Corners are eight deviations apart or more, so that the signs of a draw tell its own.
  for (const [i, label] of labels.entries())
    for (const j of [0, 1, 2]) expect(Math.sign(points.values[16 * i + j]!)).toBe(means[label]![j]);
  const two = targetNamed('circles').labelled!(500, { seed: 3 });
  // The circles have radii 3 and 1.5, and noise of 0.24: the middle between them is three deviations away.
  const wrong = [...two.labels].filter((label, i) => {
    const [x, y] = two.points.values.subarray(2 * i, 2 * i + 2);
    return label !== (Math.hypot(x!, y!) > 2.25 ? 0 : 1);
  });
  expect(wrong.length).toBeLessThan(10);
});

test('a curve of one piece has no classes', () => {
  expect(targetNamed('swiss_roll').classes).toBeUndefined();
  expect(targetNamed('swiss_roll').labelled).toBeUndefined();
});
