import { parseArgs } from 'node:util';
import { defaults, type TutorialOptions } from '../tutorial/settings.ts';
import { UsageError } from './exit.ts';

/** What `scorefield tutorial` was asked to do. */
export interface TutorialRequest {
  readonly engine: 'auto' | 'webgpu' | 'cpu';
  readonly options: TutorialOptions;
  /** Folder for the files. */
  readonly out: string;
  readonly json: boolean;
}

export const tutorialHelp = `Usage: scorefield tutorial [OPTION …]

Trains a noise conditional score network on 0.1·N(−3, 1) + 0.9·N(3, 1), samples from it by annealed Langevin dynamics,
and says how far each result is from the exact one.

Options:
  --engine auto|webgpu|cpu     what computes (default auto: WebGPU on a hardware adapter, else the CPU)
  --seed N                     key of all random numbers (default ${defaults.seed})
  --steps N                    training steps (default ${defaults.steps})
  --particles N                particles of the annealed and the oracle sampler (default ${defaults.particles})
  --noise independent|shared   noise drawn for every datum and level, or shared by the levels of a datum as in the
                               tutorial's code (default ${defaults.perturbation})
  --out DIR                    where report.html, losses.csv, samples.csv and summary.json go (default out/tutorial)
  --json                       print the content of summary.json on standard output and nothing else there
  --help                       print this

Exit code: 0 on success, 1 when something failed, 2 on bad usage, 130 after Ctrl-C.
`;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseTutorialArguments(args: readonly string[]): TutorialRequest | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.out === '') throw new UsageError('--out: got "", but it must be a folder');
  return {
    engine: oneOf('--engine', values.engine, ['auto', 'webgpu', 'cpu']),
    options: {
      seed: integer('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER) ?? defaults.seed,
      steps: integer('--steps', values.steps, 1, 1_000_000) ?? defaults.steps,
      particles: integer('--particles', values.particles, 1, 2 ** 32 - 1) ?? defaults.particles,
      perturbation: oneOf('--noise', values.noise, [defaults.perturbation, 'shared']),
    },
    out: values.out,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        engine: { type: 'string', default: 'auto' },
        seed: { type: 'string' },
        steps: { type: 'string' },
        particles: { type: 'string' },
        noise: { type: 'string', default: defaults.perturbation },
        out: { type: 'string', default: 'out/tutorial' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    // The rest of Node's message, after its first sentence, is advice on arguments that begin with a dash.
    const reason = String(error instanceof Error ? error.message : error).split(/\.\s|\n/)[0];
    throw new UsageError(`${reason} (see scorefield tutorial --help)`);
  }
}

function integer(option: string, given: string | undefined, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`${option}: got ${JSON.stringify(given)}, but it must be an integer from ${least} to ${most}`);
  return value;
}

function oneOf<const Name extends string>(option: string, given: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === given);
  if (found === undefined)
    throw new UsageError(`${option}: got ${JSON.stringify(given)}, but it must be one of ${names.join(', ')}`);
  return found;
}
