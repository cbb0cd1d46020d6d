import { ArgumentError, requireOneOf } from '../errors.ts';
import { requireKeys } from '../require_options.ts';
import { checkerboard } from './checkerboard.ts';
import { circles, rings, swissRoll, twoMoons } from './curves.ts';
import { digits } from './digits.ts';
import type { Target } from './distribution.ts';
import type { GaussianMixture } from './gaussian_mixture.ts';
import { eightGaussians, hypercube, twentyFiveGaussians } from './gaussians.ts';
import { pinwheel } from './pinwheel.ts';
import { tutorialTarget } from './tutorial.ts';
import { twoSpirals } from './two_spirals.ts';

/** What is known of a target without making it. */
export interface TargetDescription {
  /** Its dimension, or that which it has unless another is asked for. */
  readonly dimension: number;
  /** Whether `targetNamed` takes another dimension. */
  readonly anyDimension?: true;
  readonly description: string;
  /** Sizes of the axes of a point that is an array. */
  readonly shape?: readonly number[];
  /** What is exact: nothing but draws, or density, score and entropy; `mixture` has the score that engines take, too. */
  readonly exact: 'draws' | 'density' | 'mixture';
}

interface Entry extends TargetDescription {
  readonly make: (dimension: number) => Target;
}

const entries = {
  tutorial: {
    dimension: 1,
    description: 'the mixture 0.1·N(−3, 1) + 0.9·N(3, 1)',
    exact: 'mixture',
    make: tutorialTarget,
  },
  eight_gaussians: {
    dimension: 2,
    description: 'eight normals on a circle',
    exact: 'mixture',
    make: eightGaussians,
  },
  twenty_five_gaussians: {
    dimension: 2,
    description: 'twenty-five narrow normals on a grid',
    exact: 'mixture',
    make: twentyFiveGaussians,
  },
  swiss_roll: { dimension: 2, description: 'a noisy spiral', exact: 'mixture', make: swissRoll },
  two_moons: { dimension: 2, description: 'two interleaved half circles', exact: 'mixture', make: twoMoons },
  circles: { dimension: 2, description: 'two concentric circles', exact: 'mixture', make: circles },
  rings: { dimension: 2, description: 'four thin concentric circles', exact: 'mixture', make: rings },
  pinwheel: { dimension: 2, description: 'five bent arms of a wheel', exact: 'draws', make: pinwheel },
  two_spirals: { dimension: 2, description: 'two arms of a spiral', exact: 'draws', make: twoSpirals },
  checkerboard: {
    dimension: 2,
    description: 'uniform on the eight dark squares of a board',
    exact: 'density',
    make: checkerboard,
  },
  hypercube: {
    dimension: 16,
    anyDimension: true,
    description: 'eight normals of unequal weight at corners of a cube of up to 784 dimensions',
    exact: 'mixture',
    make: hypercube,
  },
  digits_8: {
    dimension: 64,
    shape: [8, 8],
    description: 'digits of 8 × 8 pixels in [0, 1]',
    exact: 'draws',
    make: () => digits(8),
  },
  digits_16: {
    dimension: 256,
    shape: [16, 16],
    description: 'digits of 16 × 16 pixels in [0, 1]',
    exact: 'draws',
    make: () => digits(16),
  },
} as const satisfies Record<string, Entry>;

export type TargetName = keyof typeof entries;

/** The names that `targetNamed` knows. */
export const targetNames = Object.keys(entries) as TargetName[];

/** What is known of a named target without making it. @throws ArgumentError for a name that is not in `targetNames`. */
export function describeTarget(name: string): TargetDescription {
  const { make: _, ...description } = entryNamed(name);
  return description;
}

/**
 * A target by its name, with all that is exact of it: `isDistribution` and `exactMixture` tell.
 * @param dimension only for targets that have any dimension; theirs unless given.
 * @throws ArgumentError for a name that is not in `targetNames`, or a dimension that the target does not have.
 */
export function targetNamed(name: string, options: { dimension?: number } = {}): Target {
  const entry = entryNamed(name);
  requireKeys('', options, { dimension: true });
  const { dimension } = options;
  if (dimension !== undefined && dimension !== entry.dimension && !entry.anyDimension) {
    throw new ArgumentError('dimension', dimension, `${entry.dimension} or absent: that of ${name}`);
  }
  return { ...entry.make(dimension ?? entry.dimension), name };
}

/** The mixture that has the density and score of a target, as engines take it for a score; undefined where there is none. */
export function exactMixture(target: Target): GaussianMixture | undefined {
  if ('mixture' in target) return target.mixture as GaussianMixture;
  return 'posterior' in target ? (target as GaussianMixture) : undefined;
}

function entryNamed(name: string): Entry {
  requireOneOf('target', name, targetNames);
  return entries[name as TargetName];
}
