import { recipeNames } from '../../tutorial/recipes.ts';
import { defaults, type TutorialOptions } from '../../tutorial/settings.ts';
import { type EngineRequest, engineHelp, engineOf, engineOptions } from './engine.ts';
import { commonOptions, integer, oneOf, readOptions, required } from './read.ts';

/** What `scorefield tutorial` was asked to do. */
export interface TutorialRequest {
  readonly engine: EngineRequest;
  readonly options: TutorialOptions;
  /** Folder for the files. */
  readonly out: string;
  readonly force: boolean;
  readonly json: boolean;
}

export const tutorialHelp = `Usage: scorefield tutorial [OPTION …]

Trains a noise conditional score network on 0.1·N(−3, 1) + 0.9·N(3, 1), samples from it by annealed Langevin dynamics,
and says how far each result is from the exact one.

Options:
${engineHelp}
  --seed N                     key of all random numbers (default ${defaults.seed})
  --steps N                    training steps (default ${defaults.steps})
  --particles N                particles of the annealed and the oracle sampler (default ${defaults.particles})
  --recipe tutorial|improved   how the network is made and trained: as in the tutorial, or, with as many parameters and
                               steps, as close to the exact score as the data allow (default ${defaults.recipe})
  --noise independent|shared   noise drawn for every datum and level, or shared by the levels of a datum as in the
                               tutorial's code (default ${defaults.perturbation})
  --out DIR                    where report.html, losses.csv, samples.csv and summary.json go (default out/tutorial)
  --force                      replace files of these names that are not of an earlier tutorial
  --json                       print the content of summary.json on standard output and nothing else there
  --help                       print this

Exit code: 0 on success, 1 when something failed, 2 on bad usage, 130 after Ctrl-C.
`;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseTutorialArguments(args: readonly string[]): TutorialRequest | undefined {
  const values = readOptions('tutorial', args, {
    ...commonOptions,
    ...engineOptions,
    seed: { type: 'string' },
    steps: { type: 'string' },
    particles: { type: 'string' },
    recipe: { type: 'string', default: defaults.recipe },
    noise: { type: 'string', default: defaults.perturbation },
    out: { type: 'string', default: 'out/tutorial' },
    force: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  return {
    engine: engineOf(values),
    options: {
      seed: integer('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER) ?? defaults.seed,
      steps: integer('--steps', values.steps, 1, 1_000_000) ?? defaults.steps,
      particles: integer('--particles', values.particles, 1, 2 ** 32 - 1) ?? defaults.particles,
      recipe: oneOf('--recipe', values.recipe, recipeNames),
      perturbation: oneOf('--noise', values.noise, [defaults.perturbation, 'shared']),
    },
    out: required('--out', values.out, 'a folder'),
    force: values.force,
    json: values.json,
  };
}
