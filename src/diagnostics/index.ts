export { type CalibrationRanks, calibrationRanks } from './calibration/calibration_ranks.ts';
export { type CoverageOptions, type ExpectedCoverage, expectedCoverage } from './calibration/expected_coverage.ts';
export type { RankBin, Uniformity, UniformityOptions } from './calibration/uniformity.ts';
export {
  type ClassifierTest,
  type ClassifierTestOptions,
  classifierTwoSampleTest,
} from './classifier/two_sample_test.ts';
export { densityFromScore } from './density.ts';
export { densityFromField } from './density_from_field.ts';
export { floor } from './floor.ts';
export { kolmogorovSmirnov, kolmogorovSmirnovOfSets } from './kolmogorov_smirnov.ts';
export { isBandwidth, type MmdOptions, medianDistance, mmdSquared, typicalDistance } from './mmd.ts';
export { type ModeWeights, modeWeights } from './mode_weights.ts';
export { type Neighbours, nearestNeighbours } from './nearest_neighbour.ts';
export { excessLoss, fisherInformation, optimalLoss } from './optimal_loss.ts';
export { type Frame, frameOf, sortedColumn } from './projections.ts';
export { meanAndDeviation, type SampleFloor, type SampleFloorOptions, sampleFloor } from './sample_floor.ts';
export { positiveFraction } from './samples.ts';
export { scoreGrid, scoreRmse } from './score_error.ts';
export { type Slices, sliceDirections, slicedDistances, slicedWasserstein } from './sliced_wasserstein.ts';
export { wasserstein1 } from './wasserstein.ts';
