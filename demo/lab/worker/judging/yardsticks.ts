import {
  isDistribution,
  kolmogorovSmirnov,
  type Points,
  sampleFloor,
  slicedWasserstein,
  type Target,
  wasserstein1,
} from '../../../../src/index.ts';
import type { Measure } from '../../protocol.ts';

/** A distance of samples from a target, and what perfect draws show by it. */
export interface Yardstick {
  readonly name: string;
  readonly floor: number;
  readonly floorDeviation: number;
  distanceOf(samples: Points): number;
}

/** Directions of sliced distances in the plane. */
const projections = 32;

type Distance = (samples: Points, reference: Points) => number;

/** The distances by which so many samples are compared with a target. */
export function yardsticksOf(target: Target, count: number): Yardstick[] {
  const reference = target.sample(count, { seed: 2_000_001 });
  return Object.entries(distancesTo(target)).map(([name, distance]) => {
    const { mean, deviation } = sampleFloor(target, { samples: count }, distance);
    return { name, floor: mean, floorDeviation: deviation, distanceOf: (samples) => distance(samples, reference) };
  });
}

export function measured(samples: Points, yardsticks: readonly Yardstick[]): Measure[] {
  return yardsticks.map(({ name, floor, floorDeviation, distanceOf }) => ({
    ...{ name, value: distanceOf(samples), floor, floorDeviation },
  }));
}

function distancesTo(target: Target): Readonly<Record<string, Distance>> {
  if (target.dimension === 2)
    return { 'sliced W2': (samples, reference) => slicedWasserstein(samples, reference, { projections }) };
  if (!isDistribution(target))
    return { KS: ({ values }, reference) => kolmogorovSmirnov(values, stepsOf(reference)), W2: slicedWasserstein };
  return {
    KS: ({ values }) => kolmogorovSmirnov(values, (x) => target.cdf(x)),
    W1: ({ values }) => wasserstein1(values, target),
  };
}

/** The share of values up to x. */
function stepsOf({ values }: Points): (x: number) => number {
  const sorted = values.slice().sort();
  return (x) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! <= x) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  };
}
