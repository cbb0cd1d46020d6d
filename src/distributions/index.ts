export { checkerboard } from './checkerboard.ts';
export { type Arc, type CurveDistribution, curveDistribution } from './curve.ts';
export { circles, rings, swissRoll, twoMoons } from './curves.ts';
export { type Digits, digits } from './digits.ts';
export { type Distribution, isDistribution, type LabelledPoints, type Point, type Target } from './distribution.ts';
export { type GaussianMixture, gaussianMixture } from './gaussian_mixture.ts';
export { eightGaussians, hypercube, twentyFiveGaussians } from './gaussians.ts';
export { type MixturePosterior, mixturePosterior } from './mixture_posterior.ts';
export { pinwheel } from './pinwheel.ts';
export {
  describeTarget,
  exactMixture,
  type TargetDescription,
  type TargetName,
  targetNamed,
  targetNames,
} from './targets.ts';
export { tutorialTarget } from './tutorial.ts';
export { twoSpirals } from './two_spirals.ts';
