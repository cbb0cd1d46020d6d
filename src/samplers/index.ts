export { ancestral } from './ancestral.ts';
export { type AnnealedLangevin, annealedLangevin } from './annealed_langevin.ts';
export { dpmSolver, dpmSolverSde } from './dpm_solver.ts';
export { euler } from './euler.ts';
export { type Churn, heun } from './heun.ts';
export { predictorCorrector } from './predictor_corrector.ts';
export { reverseDiffusion } from './reverse_diffusion.ts';
export { constant, proportional, type StepSizes } from './step_sizes.ts';
export type { End } from './steps_down.ts';
