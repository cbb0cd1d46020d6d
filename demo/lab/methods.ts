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
} from '../../src/index.ts';

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

/** The samplers of the library, by the names that the command line has for them. */
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
} as const satisfies Record<string, (settings: MethodSettings) => Method>;

export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as MethodName[];

/** What they are called. */
export const methodWords: Readonly<Record<MethodName, string>> = {
  langevin: 'Langevin dynamics',
  heun: 'Heun',
  'dpm-solver': 'DPM-Solver++(2M)',
  'dpm-solver-sde': 'DPM-Solver++(2M), SDE',
  euler: 'Euler',
  ancestral: 'Ancestral sampling',
  'reverse-diffusion': 'Reverse diffusion',
  'predictor-corrector': 'Predictor–corrector',
};

/** Whose they are, or what else they are called, where that helps to find them. */
const bywords: Partial<Record<MethodName, string>> = { heun: 'Karras et al.', euler: 'DDIM', ancestral: 'Song et al.' };

/** What they are called in a list to choose from. */
export function methodEntry(name: MethodName): string {
  return bywords[name] ? `${methodWords[name]} (${bywords[name]})` : methodWords[name];
}

export function methodNamed(name: MethodName, settings: MethodSettings): Method {
  return methods[name](settings);
}
