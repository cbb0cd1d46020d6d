import type { MethodName } from '../methods.ts';
import { dimensionOf, recipes } from './recipes.ts';
import type { Settings } from './settings.ts';

/** Levels after which each sampler comes near the best that it can do: docs/samplers.md, "Samples by evaluations". */
const usualLevels = {
  ...{ langevin: 24, heun: 18, 'dpm-solver': 20, 'dpm-solver-sde': 32 },
  ...{ euler: 32, ancestral: 32, 'reverse-diffusion': 32, 'predictor-corrector': 24 },
} as const satisfies Record<MethodName, number>;

/** What goes with a choice of sampler: its levels and their spacing, and for Langevin dynamics the steps of the recipe. */
export function withMethod(settings: Settings, method: MethodName): Partial<Settings> {
  if (method !== 'langevin') return { method, ladder: usualLevels[method], spacing: 'karras' };
  const { ladder, spacing, perLevel, share, denoise } = {
    ...settings,
    ...recipes[dimensionOf(settings) === 1 ? 'tutorial' : 'plane'].settings,
  };
  return { method, ladder, spacing, perLevel, share, denoise };
}

/** What goes with a choice of the sampler beside it. */
export function withBeside(beside: Settings['beside']): Partial<Settings> {
  return beside === 'none' ? { beside } : { beside, besideLadder: usualLevels[beside] };
}

/**
 * Langevin dynamics of 1,000 evaluations (27 levels of 37 steps, and one to denoise), beside Heun's method of 35. The step size
 * is the best for so many steps at such a ratio of levels (`bestStep` of src/advisor.ts, from 5 to 0.02).
 */
export const langevinBesideHeun: Partial<Settings> = {
  ...{ method: 'langevin', ladder: 27, spacing: 'geometric', perLevel: 37, share: 0.057, denoise: true },
  ...{ score: 'learned', beside: 'heun', besideLadder: 18, besideScore: 'learned' },
};

/** The present sampler twice, on the same random numbers: once by the network, once by the exact score. */
export function learnedBesideExact({ method, ladder }: Settings): Partial<Settings> {
  // The second one has these levels, and no choice of others.
  const spacing = method === 'langevin' ? 'geometric' : 'karras';
  return { score: 'learned', spacing, beside: method, besideLadder: ladder, besideScore: 'exact' };
}
