import {
  ancestral,
  annealedLangevin,
  dpmSolver,
  dpmSolverSde,
  type End,
  euler,
  heun,
  predictorCorrector,
  proportional,
  repaint,
  reverseDiffusion,
} from '../../samplers/index.ts';
import type { Method } from '../../samplers/program.ts';
import { UsageError } from '../exit.ts';
import { integer, number, oneOf, refused } from './read.ts';

/** What the options of single methods say. */
export interface MethodSettings {
  readonly stepsPerLevel: number;
  readonly epsilon: number;
  readonly denoise: boolean;
  readonly churn: number;
  readonly corrections: number;
  readonly snr: number;
  /** Only of repaint. */
  readonly resamplings: number | undefined;
  readonly end: End;
}

/** The samplers by the names that the command line has for them. A new one is a line here. */
const methods = {
  heun: ({ churn, end }) => heun({ churn, end }),
  'dpm-solver': ({ end }) => dpmSolver({ end }),
  'dpm-solver-sde': ({ end }) => dpmSolverSde({ end }),
  euler: ({ end }) => euler({ end }),
  ancestral: ({ end }) => ancestral({ end }),
  'reverse-diffusion': ({ end }) => reverseDiffusion({ end }),
  'predictor-corrector': ({ corrections, snr, end }) => predictorCorrector({ corrections, snr, end }),
  repaint: ({ resamplings, end }) => repaint({ ...(resamplings !== undefined && { resamplings }), end }),
  langevin: ({ stepsPerLevel, epsilon, denoise }) =>
    annealedLangevin({ perLevel: stepsPerLevel, size: proportional({ epsilon }), denoise }),
} as const satisfies Record<string, (settings: MethodSettings) => Method>;

export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as MethodName[];

/** The sampler of this name. */
export function methodNamed(name: MethodName, settings: MethodSettings): Method {
  return methods[name](settings);
}

/** Options that only some methods have, and the methods that have them. */
const owners: Readonly<Record<string, readonly MethodName[]>> = {
  'steps-per-level': ['langevin'],
  epsilon: ['langevin'],
  denoise: ['langevin'],
  churn: ['heun'],
  corrections: ['predictor-corrector'],
  snr: ['predictor-corrector'],
  resamplings: ['repaint'],
  end: methodNames.filter((name) => name !== 'langevin'),
};

export const spacings = ['karras', 'geometric', 'linear'] as const;
export type Spacing = (typeof spacings)[number];

/** How samples are to be drawn. */
export interface SamplingRequest {
  readonly method: MethodName;
  /** The step size of Langevin dynamics is the best for so many steps unless given. */
  readonly settings: Omit<MethodSettings, 'epsilon'> & { readonly epsilon: number | undefined };
  /** The ladder, where it is not the one that the score comes with. */
  readonly levels: number | undefined;
  readonly sigmas: { readonly from: number; readonly to: number } | undefined;
  readonly spacing: Spacing | undefined;
  /** Deviation of the particles at the start; that of the data with the first noise level unless given. */
  readonly initial: number | undefined;
  readonly seed: number;
}

export const samplingOptions = {
  method: { type: 'string', default: 'dpm-solver-sde' },
  levels: { type: 'string' },
  sigmas: { type: 'string' },
  spacing: { type: 'string' },
  end: { type: 'string' },
  churn: { type: 'string' },
  corrections: { type: 'string' },
  snr: { type: 'string' },
  resamplings: { type: 'string' },
  'steps-per-level': { type: 'string' },
  epsilon: { type: 'string' },
  denoise: { type: 'boolean' },
  initial: { type: 'string' },
  seed: { type: 'string', default: '0' },
} as const;

/** @param usual the method unless said */
export function samplingHelp(usual: MethodName): string {
  return `  --method NAME                the sampler (default ${usual}): dpm-solver-sde, ancestral, reverse-diffusion,
                               predictor-corrector, which add noise; dpm-solver, heun, euler (= DDIM), which follow the
                               probability flow; langevin, annealed Langevin dynamics; repaint, which takes each step
                               of reverse-diffusion several times. docs/samplers.md compares them
  --levels N                   how many noise levels it goes down, and so how many steps it takes (default 32; of
                               langevin the levels that the model was trained for)
  --sigmas FROM,TO             the first noise level and the last (default: those of the model); equal for one level
  --spacing karras|geometric|linear
                               how the others lie between these (default karras, of langevin geometric)
  --end zero|last              all but langevin end without noise, or at the last level (default zero)
  --churn S                    of heun: fresh noise, S_churn of Karras et al. 2022 (default 0)
  --corrections K, --snr R     of predictor-corrector: Langevin steps a level and their ratio of signal to noise
                               (default 1 and 0.16)
  --resamplings N              of repaint: times that each step is taken (default 20)
  --steps-per-level K          of langevin: steps at each noise level (default 20)
  --epsilon E                  of langevin: level i takes steps of size E·σ_i²/σ_L² (default: the best for that many
                               steps by technique 4 of Song and Ermon 2020)
  --denoise                    of langevin: take away the noise of the last level from what it leaves
  --initial D                  particles start as centred normals of this deviation (default: with mean and variance of
                               the data and the noise of the first level; of langevin, the first level), which like
                               the noise levels is in standardised units where the model was trained on such
  --seed N                     key of all random numbers (default 0)`;
}

type Values = { readonly [Name in Exclude<keyof typeof samplingOptions, 'denoise'>]?: string | undefined } & {
  readonly denoise?: boolean | undefined;
};

/** Reads how samples are to be drawn. @throws UsageError */
export function samplingOf(values: Values): SamplingRequest {
  const method = oneOf('--method', values.method!, methodNames);
  for (const [option, having] of Object.entries(owners)) {
    if (values[option as keyof Values] !== undefined && !having.includes(method))
      throw new UsageError(`--${option}: only for --method ${having.join(', ')}, not for ${method}`);
  }
  return {
    method,
    settings: {
      stepsPerLevel: integer('--steps-per-level', values['steps-per-level'] ?? '20', 1, 1_000_000),
      epsilon: number('--epsilon', values.epsilon, { above: 0 }),
      denoise: values.denoise ?? false,
      churn: number('--churn', values.churn ?? '0', { least: 0 }),
      corrections: integer('--corrections', values.corrections ?? '1', 0, 1_000_000),
      snr: number('--snr', values.snr ?? '0.16', { above: 0, below: 1 }),
      // Settings of other methods are as they were before there was this one: parts of samples that were begun go on.
      resamplings:
        method === 'repaint' ? integer('--resamplings', values.resamplings ?? '20', 1, 1_000_000) : undefined,
      end: oneOf('--end', values.end ?? 'zero', ['zero', 'last']),
    },
    levels: integer('--levels', values.levels, 1, 65_536),
    sigmas: values.sigmas === undefined ? undefined : endsOf(values.sigmas),
    spacing: values.spacing === undefined ? undefined : oneOf('--spacing', values.spacing, spacings),
    initial: number('--initial', values.initial, { above: 0 }),
    seed: integer('--seed', values.seed!, 0, Number.MAX_SAFE_INTEGER),
  };
}

function endsOf(given: string): { from: number; to: number } {
  const parts = given.split(',');
  if (parts.length !== 2) throw refused('--sigmas', given, 'FROM,TO, such as 80,0.002');
  const [from, to] = ['FROM', 'TO'].map((name, i) => number(`--sigmas, ${name}`, parts[i]!, { above: 0 }));
  if (from! < to!) throw refused('--sigmas', given, 'decreasing: FROM above TO, or equal to it for --levels 1');
  return { from: from!, to: to! };
}
