import { bestStep } from '../../advisor.ts';
import type { Noise } from '../../noise.ts';
import { integer, number } from './read.ts';

/** The Langevin walk that draws samples of a model. */
export interface WalkRequest {
  readonly stepsPerLevel: number;
  /** The best for that many steps unless given. */
  readonly epsilon: number | undefined;
  /** Deviation of the particles at the start; σ₁ unless given. */
  readonly initial: number | undefined;
  readonly denoise: boolean;
  readonly seed: number;
}

export const walkOptions = {
  'steps-per-level': { type: 'string', default: '20' },
  epsilon: { type: 'string' },
  initial: { type: 'string' },
  denoise: { type: 'boolean', default: false },
  seed: { type: 'string', default: '0' },
} as const;

export const walkHelp = `  --steps-per-level K          Langevin steps at each noise level (default 20)
  --epsilon E                  level i takes steps of size E·σ_i²/σ_L² (default: the best for that many steps by
                               technique 4 of Song and Ermon 2020)
  --initial D                  particles start as normals of this deviation (default: the first noise level), which like
                               the noise levels is in standardised units where the model was trained on such
  --denoise                    take away the noise of the last level from what it leaves
  --seed N                     key of all random numbers (default 0)`;

/** Reads how samples are to be drawn. @throws UsageError */
export function walkOf(values: {
  'steps-per-level': string;
  epsilon?: string | undefined;
  initial?: string | undefined;
  denoise: boolean;
  seed: string;
}): WalkRequest {
  return {
    stepsPerLevel: integer('--steps-per-level', values['steps-per-level'], 1, 1_000_000),
    epsilon: number('--epsilon', values.epsilon, { above: 0 }),
    initial: number('--initial', values.initial, { above: 0 }),
    denoise: values.denoise,
    seed: integer('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
  };
}

/** The step size that leaves least of the level before, where it is the most that any two levels are apart. */
export function advisedEpsilon({ levels }: Noise, stepsPerLevel: number): number {
  const ratios = levels.slice(1).map((sigma, i) => levels[i]! / sigma);
  // A single level has nothing before it; any ratio gives it a step of ordinary size.
  const ratio = ratios.length === 0 ? 1.5 : Math.max(...ratios);
  return bestStep(ratio, stepsPerLevel).share * levels.at(-1)! ** 2;
}
