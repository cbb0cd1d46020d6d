import {
  ancestral,
  annealedLangevin,
  dpmSolver,
  dpmSolverSde,
  euler,
  heun,
  type Method,
  predictorCorrector,
  proportional,
  reverseDiffusion,
} from '../../../src/index.ts';
import type { MethodName } from '../methods.ts';

/** What the settings of single methods say. */
export interface MethodSettings {
  readonly perLevel: number;
  /** Step size of Langevin dynamics over σ². */
  readonly share: number;
  readonly denoise: boolean;
  readonly churn: number;
  readonly corrections: number;
  readonly snr: number;
  /** The smallest noise level that is descended to. */
  readonly last: number;
}

/** The samplers of the library by their names. */
const methods = {
  langevin: ({ perLevel, share, denoise, last }) =>
    annealedLangevin({ perLevel, size: proportional({ epsilon: share * last ** 2 }), denoise }),
  heun: ({ churn }) => heun({ churn }),
  'dpm-solver': () => dpmSolver(),
  'dpm-solver-sde': () => dpmSolverSde(),
  euler: () => euler(),
  ancestral: () => ancestral(),
  'reverse-diffusion': () => reverseDiffusion(),
  'predictor-corrector': ({ corrections, snr }) => predictorCorrector({ corrections, snr }),
} as const satisfies Record<MethodName, (settings: MethodSettings) => Method>;

export function methodNamed(name: MethodName, settings: MethodSettings): Method {
  return methods[name](settings);
}
