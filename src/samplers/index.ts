export { type AnnealedLangevin, annealedLangevin } from './annealed_langevin.ts';
export { constant, proportional, type StepSizes } from './step_sizes.ts';
