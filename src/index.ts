export { createEngine } from './create_engine.ts';
export {
  densityFromScore,
  fisherInformation,
  floor,
  kolmogorovSmirnov,
  optimalLoss,
  positiveFraction,
  scoreGrid,
  scoreRmse,
  wasserstein1,
} from './diagnostics/index.ts';
export type { Distribution, Point } from './distributions/distribution.ts';
export { type GaussianMixture, gaussianMixture } from './distributions/gaussian_mixture.ts';
export { tutorialTarget } from './distributions/tutorial.ts';
export type {
  AdapterDescription,
  Engine,
  Perturbation,
  Sampler,
  SamplerOptions,
  SamplingProgress,
  Score,
  Trainer,
  TrainerOptions,
  TrainingProgress,
} from './engine.ts';
export { createCpuEngine } from './engines/cpu/engine.ts';
export {
  ArgumentError,
  DeviceError,
  EngineUnavailableError,
  SamplingDivergedError,
  TrainingDivergedError,
} from './errors.ts';
export {
  type Activation,
  activations,
  initialParameters,
  type Layer,
  layersOf,
  type Model,
  maximumWidth,
  mlp,
  type Network,
  parameterCount,
} from './network.ts';
export {
  constant,
  geometric,
  type Noise,
  noise,
  proportional,
  type Schedule,
  type StepSizes,
  type Steps,
  schedule,
} from './noise.ts';
export { type Adam, adam } from './optimizer.ts';
export { type Points, points } from './points.ts';
export type { Seed } from './random.ts';
