import type { Averaging } from '../../averaging.ts';
import type { Conditioning } from '../../conditioning.ts';
import { type Activation, activations, maximumWidth } from '../../network.ts';
import { geometric, type Noise } from '../../noise.ts';
import type { Adam } from '../../optimizer.ts';
import type { NoisePerRow, Perturbation } from '../../training_settings.ts';
import { type Standardisation, standardisations } from '../../transform.ts';
import { UsageError } from '../exit.ts';
import { type EngineRequest, engineHelp, engineOf, engineOptions } from './engine.ts';
import { mostSteps, optimizerOf } from './optimizer.ts';
import {
  commonHelp,
  commonOptions,
  integer,
  number,
  oneOf,
  outputFile,
  readOptions,
  refused,
  required,
  split,
} from './read.ts';
import { type Source, sourceHelp, sourceOf, sourceOptions } from './source.ts';

/** What `scorefield train` was asked to do. */
export interface TrainRequest {
  readonly source: Source;
  /** Draws of a target that make the data. */
  readonly points: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly conditioning: Conditioning;
  /** `edm` without a number stands for the deviation of the data. */
  readonly output: 'score' | 'over-sigma' | { readonly edm: number | undefined };
  readonly standardise: Standardisation | undefined;
  /** The advisor's unless given. */
  readonly noise: Noise | undefined;
  readonly noisePerRow: NoisePerRow;
  readonly perturbation: Perturbation;
  readonly weighting: number;
  /** The part of the rows that are trained on without their context. */
  readonly contextDropout: number | undefined;
  /** All data in every step when absent. */
  readonly batch: number | undefined;
  readonly optimizer: Adam;
  readonly averaging: Averaging | undefined;
  /** Steps in all, those of an earlier run included; undefined where a training that goes on has to know. */
  readonly steps: number | undefined;
  readonly seed: number;
  readonly engine: EngineRequest;
  readonly out: string;
  /** Go on with the training in `out`. */
  readonly resume: boolean;
  readonly checkpointEvery: number | undefined;
  readonly force: boolean;
  readonly json: boolean;
  /** The options on the command line, without their dashes: the others have their defaults, or what a file says. */
  readonly given: ReadonlySet<string>;
}

/** Steps of a new training unless given. */
const defaultSteps = 4000;

/** Most draws of a target. */
export const mostPoints = 100_000_000;

export const trainHelp = `Usage: scorefield train --target NAME | --data FILE --out MODEL.safetensors [OPTION …]

Trains a noise conditional score network by denoising score matching, and keeps it in a file that "sample", "evaluate"
and "export" read. Ctrl-C ends the training, keeps it as it then is, and says how to go on: by the same command with
--resume.

Data:
${sourceHelp}
  --points N                   how many points are drawn of a target (default 10000)
  --standardise columns|global|robust
                               train on data of mean 0 and deviation 1, of each column or of all together, or of
                               median 0 and the middle half of a normal, which rows far out do not move; samples come
                               back in the units of the data, noise levels are in standardised ones (default: none)

Network:
  --hidden W,W,…|none          widths of the hidden layers, each at most ${maximumWidth}; none for a linear score (default 64,64)
  --activation ${activations.join('|')}
                               (default silu)
  --conditioning sigma|log-sigma|fourier:K
                               how it is conditioned on σ: by σ itself, by ln σ, or by K sines and cosines of ln σ
                               (default log-sigma)
  --output score|over-sigma|edm[:D]
                               what it computes: the score, σ times the score, or the preconditioned form of EDM for
                               data of deviation D, by default that of the data (default edm)

Noise:
  --sigmas FROM,TO,LEVELS      a geometric ladder of noise levels (default: as "scorefield advise" says)
  --noise-per-row all-levels|one-level|log-uniform|log-normal:MEAN,DEVIATION
                               which σ the data of a step meet: every level, a random one of them, any between the first
                               and the last, or any with ln σ normal (default log-uniform)
  --perturbation independent|shared
                               noise drawn for every row, or shared by the levels of a datum (default independent)
  --weighting P                the loss of a row is weighed by σ^P (default 2)
  --condition-dropout P        with --condition, the part of rows that come without their context, from 0 to below 1,
                               so that samples can be drawn without one, and with --guidance (default 0.1)

Optimiser:
  --batch N|all                data of a step: so many drawn at random, or all of them (default 512)
  --steps N                    in all, with --resume those of the file included (default 4000)
  --optimizer adam|adamw       (default adam)
  --learning-rate R            the highest (default 0.01)
  --schedule constant|cosine|warmup:N|cosine:N[,END]
                               the rate stays, falls to 0 by half a cosine, or first rises over N steps; a cosine ends
                               with the training, or at step END (default cosine)
  --beta2 B                    decay of the second moment (default 0.999)
  --weight-decay W             of adamw (default 0.01)
  --clip NORM|none             a gradient longer than this is scaled down to it (default: 1 where rows lie far beyond
                               all others, else none)
  --ema DECAY                  keep the moving average of the parameters instead of the last, such as 0.999, where there
                               are several times 1/(1 − DECAY) steps (default: the last)
  --seed N                     key of all random numbers (default 0)

${engineHelp}
  --out FILE                   where the model goes, and all that is needed to go on training it; a name that ends in
                               .safetensors
  --checkpoint-every N         write it also after every N steps
  --resume                     go on with the training in --out, as if it had never stopped: its settings hold, the data
                               must be the same, and --steps may be more (default: the end of its cosine schedule)
  --force                      replace the file if it exists
${commonHelp}`;

export const trainOptions = {
  ...commonOptions,
  ...sourceOptions,
  points: { type: 'string' },
  standardise: { type: 'string' },
  hidden: { type: 'string' },
  activation: { type: 'string' },
  conditioning: { type: 'string' },
  output: { type: 'string' },
  sigmas: { type: 'string' },
  'noise-per-row': { type: 'string' },
  perturbation: { type: 'string' },
  weighting: { type: 'string' },
  'condition-dropout': { type: 'string' },
  batch: { type: 'string' },
  steps: { type: 'string' },
  optimizer: { type: 'string' },
  'learning-rate': { type: 'string' },
  schedule: { type: 'string' },
  beta2: { type: 'string' },
  'weight-decay': { type: 'string' },
  clip: { type: 'string' },
  ema: { type: 'string' },
  seed: { type: 'string' },
  ...engineOptions,
  out: { type: 'string' },
  resume: { type: 'boolean', default: false },
  'checkpoint-every': { type: 'string' },
  force: { type: 'boolean', default: false },
} as const;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseTrainArguments(args: readonly string[]): TrainRequest | undefined {
  const values = readOptions('train', args, trainOptions);
  if (values.help) return undefined;
  const source = sourceOf(values);
  if (values.points !== undefined && 'file' in source)
    throw new UsageError('--points: only for --target, a file has its own');
  const { standardise, resume, batch = '512' } = values;
  const steps = integer('--steps', values.steps, 1, mostSteps) ?? (resume ? undefined : defaultSteps);
  const contextDropout = number('--condition-dropout', values['condition-dropout'], { least: 0, below: 1 });
  if (contextDropout !== undefined && !source.condition && !resume)
    throw new UsageError('--condition-dropout: only with --condition or --condition-file');
  const decay = number('--ema', values.ema, { least: 0, below: 1 });
  return {
    source,
    points: integer('--points', values.points, 1, mostPoints) ?? 10_000,
    standardise: standardise === undefined ? undefined : oneOf('--standardise', standardise, standardisations),
    hidden: widthsOf(values.hidden ?? '64,64'),
    activation: oneOf('--activation', values.activation ?? 'silu', activations),
    conditioning: conditioningOf(values.conditioning ?? 'log-sigma'),
    output: outputOf(values.output ?? 'edm'),
    noise: values.sigmas === undefined ? undefined : ladderOf(values.sigmas),
    noisePerRow: noisePerRowOf(values['noise-per-row'] ?? 'log-uniform'),
    perturbation: oneOf('--perturbation', values.perturbation ?? 'independent', ['independent', 'shared']),
    weighting: number('--weighting', values.weighting ?? '2'),
    contextDropout,
    batch: batch === 'all' ? undefined : integer('--batch', batch, 1, 0xffff_ffff),
    optimizer: optimizerOf(values, steps ?? mostSteps),
    averaging: decay === undefined ? undefined : { decay },
    steps,
    seed: integer('--seed', values.seed ?? '0', 0, Number.MAX_SAFE_INTEGER),
    engine: engineOf(values),
    out: outputFile(values.out, ['.safetensors']),
    resume,
    checkpointEvery: integer('--checkpoint-every', values['checkpoint-every'], 1, mostSteps),
    force: values.force,
    json: values.json,
    given: new Set(Object.keys(values)),
  };
}

function widthsOf(given: string): number[] {
  if (given === 'none') return [];
  return required('--hidden', given, 'widths with commas between them, such as 128,128, or none')
    .split(',')
    .map((width) => integer('--hidden', width, 1, maximumWidth));
}

function conditioningOf(given: string): Conditioning {
  const [name, frequencies] = split(given);
  if (name === 'fourier') return { fourier: integer('--conditioning fourier', frequencies ?? '', 1, 8) };
  if (frequencies !== undefined) throw refused('--conditioning', given, 'sigma, log-sigma or fourier:K');
  return oneOf('--conditioning', name, ['sigma', 'log-sigma', 'fourier:K'] as const) as 'sigma' | 'log-sigma';
}

function outputOf(given: string): TrainRequest['output'] {
  const [name, deviation] = split(given);
  if (name === 'edm') return { edm: number('--output edm', deviation, { above: 0 }) };
  if (deviation !== undefined) throw refused('--output', given, 'score, over-sigma, edm or edm:D');
  return oneOf('--output', name, ['score', 'over-sigma', 'edm'] as const) as 'score' | 'over-sigma';
}

function ladderOf(given: string): Noise {
  const parts = given.split(',');
  if (parts.length !== 3) throw refused('--sigmas', given, 'FROM,TO,LEVELS, such as 10,0.1,12');
  const levels = integer('--sigmas, LEVELS', parts[2]!, 1, 65_536);
  const from = number('--sigmas, FROM', parts[0]!, { above: 0 });
  const to = number('--sigmas, TO', parts[1]!, { above: 0 });
  if (levels > 1 ? from <= to : from !== to)
    throw refused('--sigmas', given, levels > 1 ? 'decreasing: FROM above TO' : 'one level: FROM equal to TO');
  return geometric({ from, to, levels });
}

function noisePerRowOf(given: string): NoisePerRow {
  const [name, numbers] = split(given);
  const names = ['all-levels', 'one-level', 'log-uniform'] as const;
  if (name === 'log-normal') {
    const parts = (numbers ?? '').split(',');
    if (parts.length !== 2)
      throw refused('--noise-per-row', given, 'log-normal:MEAN,DEVIATION, such as log-normal:-1.2,1.2');
    return {
      logNormal: {
        mean: number('--noise-per-row, MEAN', parts[0]!),
        deviation: number('--noise-per-row, DEVIATION', parts[1]!, { above: 0 }),
      },
    };
  }
  const found = names.find((each) => each === given);
  if (!found) throw refused('--noise-per-row', given, `${names.join(', ')} or log-normal:MEAN,DEVIATION`);
  return found;
}
