export type { AdapterDescription } from './adapter_description.ts';
export { type Advice, type AdviceOptions, advise, type DataScale } from './advisor.ts';
export type { Averaging } from './averaging.ts';
export type { Canvas, CanvasSize } from './canvas.ts';
export { type Checkpoint, modelOf } from './checkpoint.ts';
export { type Concern, dataConcerns, type Learning, noiseConcerns } from './concerns/index.ts';
export type { Conditioning, Output } from './conditioning.ts';
export { conditional } from './contexts/conditional.ts';
export type { Context } from './contexts/context.ts';
export type { ContextColumns } from './contexts/context_columns.ts';
export type { TrainingContext } from './contexts/context_data.ts';
export type { ContextKind, PointClasses, PointContexts, PointValues } from './contexts/point_contexts.ts';
export type { Coordinates } from './coordinates.ts';
export { createEngine, type EngineOptions } from './create_engine.ts';
export { DeviceLostError, type LossReason } from './device_lost_error.ts';
export {
  type CalibrationRanks,
  type ClassifierTest,
  type ClassifierTestOptions,
  type CoverageOptions,
  calibrationRanks,
  classifierTwoSampleTest,
  densityFromField,
  densityFromScore,
  type ExpectedCoverage,
  excessLoss,
  expectedCoverage,
  fisherInformation,
  floor,
  kolmogorovSmirnov,
  type MmdOptions,
  type ModeWeights,
  medianDistance,
  mmdSquared,
  modeWeights,
  type Neighbours,
  nearestNeighbours,
  optimalLoss,
  positiveFraction,
  type RankBin,
  type SampleFloor,
  type SampleFloorOptions,
  type Slices,
  sampleFloor,
  scoreGrid,
  scoreRmse,
  slicedWasserstein,
  type Uniformity,
  type UniformityOptions,
  wasserstein1,
} from './diagnostics/index.ts';
export {
  type Arc,
  type CurveDistribution,
  checkerboard,
  circles,
  curveDistribution,
  type Digits,
  type Distribution,
  describeTarget,
  digits,
  eightGaussians,
  exactMixture,
  type GaussianMixture,
  gaussianMixture,
  hypercube,
  isDistribution,
  type LabelledPoints,
  type MixturePosterior,
  mixturePosterior,
  type Point,
  pinwheel,
  rings,
  swissRoll,
  type Target,
  type TargetDescription,
  type TargetName,
  targetNamed,
  targetNames,
  tutorialTarget,
  twentyFiveGaussians,
  twoMoons,
  twoSpirals,
} from './distributions/index.ts';
export type { Engine, PassedOver, TuningStore } from './engine.ts';
export { engineInWorker } from './engine_in_worker/engine.ts';
export { type EngineKind, engineKinds } from './engine_kind.ts';
export { createCpuEngine } from './engines/cpu/engine.ts';
export type { NormalsOption } from './engines/plan/normals.ts';
export {
  type EnsembleSamplerOptions,
  ensembleScore,
  type ScoreSpread,
  sampleEnsemble,
  scoreSpread,
} from './ensemble.ts';
export type {
  Ensemble,
  EnsembleMember,
  EnsembleOptions,
  EnsembleProgress,
  EnsembleResumeOptions,
} from './ensemble_of_trainings.ts';
export {
  ArgumentError,
  BusyError,
  DeviceError,
  DisposedError,
  EngineUnavailableError,
  OutOfMemoryError,
  SamplingDivergedError,
  ScorefieldError,
  TrainingDivergedError,
} from './errors.ts';
export { combination } from './fields/combination.ts';
export { customScore } from './fields/custom.ts';
export { withDivergence } from './fields/divergence.ts';
export { type ContextGuidance, type Guidance, guided } from './fields/guided.ts';
export { measured } from './fields/measured.ts';
export type { Combination, CustomScore, Divergence, Measured, Score, Tangent } from './fields/score.ts';
export {
  type ArrayOptions,
  type Bytes,
  type ColumnChoice,
  type ContextChoice,
  type CsvOptions,
  type CsvTable,
  csvHeader,
  csvLines,
  type DecimalMark,
  type Dtype,
  FileError,
  gunzip,
  type LimitOption,
  type NpyOptions,
  npyHeader,
  npyRows,
  type PointsFile,
  type PointsFormat,
  type PointsOptions,
  readCheckpoint,
  readCsv,
  readIdx,
  readModel,
  readNpy,
  readPoints,
  readSafetensors,
  type Tensor,
  type TensorData,
  type Tensors,
  writeCheckpoint,
  writeCsv,
  writeModel,
  writeNpy,
  writeOnnx,
  writeSafetensors,
} from './files/index.ts';
export { type Fingerprint, fingerprintOf } from './fingerprint.ts';
export { decode, encode, interpolate } from './flow/latents.ts';
export { type LogDensity, type LogDensityOptions, logDensity } from './flow/log_density.ts';
export type { FlowOptions } from './flow/options.ts';
export type { FlowMethod } from './flow/solve.ts';
export { type Grid, type GridAxis, mostCells } from './grid.ts';
export type { Interruption, ResumedInterruption } from './interruption.ts';
export { type JacobianProduct, jacobianProduct } from './jacobian_product.ts';
export type { Known } from './known.ts';
export { type Cosine, cosine, type LearningRate, type Warmup, warmup } from './learning_rate.ts';
export type { LinearMeasurement } from './measurements/measurement.ts';
export {
  type Activation,
  activations,
  type GivenContext,
  initialParameters,
  type Layer,
  layersOf,
  type Model,
  maximumWidth,
  mlp,
  type Network,
  parameterCount,
} from './network.ts';
export { geometric, karras, type LadderRange, linear, type Noise, noise } from './noise.ts';
export { type Adam, type AdamOptions, adam, adamW, learningRateAt } from './optimizer.ts';
export type { Picture } from './picture.ts';
export { type Float32Points, inFloat32, type Points, points, type Values } from './points.ts';
export {
  type PosteriorOptions,
  type PosteriorProgress,
  type PosteriorSamples,
  samplePosterior,
} from './posterior/sample_posterior.ts';
export type { Seed } from './random.ts';
export { type ChunkOptions, type ChunkProgress, sampleInChunks } from './sample_in_chunks.ts';
export type { Sampler, SamplerOptions, SamplingProgress } from './sampler.ts';
export * from './samplers/index.ts';
export { type Method, type Program, type Stage, stage } from './samplers/program.ts';
export { deviationOf, type Moments, momentsOfColumns, type Quartiles, quartilesOf } from './spread.ts';
export type { ResumeOptions, Trainer, TrainerOptions, TrainingProgress } from './trainer.ts';
export type { NoisePerRow, Perturbation, TrainingSettings } from './training_settings.ts';
export {
  restored,
  type Standardisation,
  standardisation,
  standardisations,
  standardised,
  type Transform,
  wantsFloat64,
} from './transform.ts';
