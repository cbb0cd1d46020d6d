// The samplers by name, without the library: the page needs no more of them.

/** The names that the command line has for the samplers of the library. */
export const methodNames = [
  ...['langevin', 'heun', 'dpm-solver', 'dpm-solver-sde', 'euler', 'ancestral'],
  ...['reverse-diffusion', 'predictor-corrector'],
] as const;
export type MethodName = (typeof methodNames)[number];

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
