export { densityFromScore } from './density.ts';
export { floor } from './floor.ts';
export { kolmogorovSmirnov } from './kolmogorov_smirnov.ts';
export { fisherInformation, optimalLoss } from './optimal_loss.ts';
export { positiveFraction } from './samples.ts';
export { scoreGrid, scoreRmse } from './score_error.ts';
export { wasserstein1 } from './wasserstein.ts';
