import type { Averaging } from '../averaging.ts';
import type { Conditioning } from '../conditioning.ts';
import { cosine, type LearningRate, warmup } from '../learning_rate.ts';
import { type Activation, activations, maximumWidth } from '../network.ts';
import { geometric, type Noise } from '../noise.ts';
import { type Adam, adam, adamW } from '../optimizer.ts';
import type { NoisePerRow, Perturbation } from '../training_settings.ts';
import { type Source, sourceHelp, sourceOf, sourceOptions } from './data_options.ts';
import { UsageError } from './exit.ts';
import {
  commonHelp,
  commonOptions,
  type EngineName,
  engineHelp,
  engineNames,
  integer,
  number,
  oneOf,
  outputFile,
  readOptions,
  refused,
  required,
} from './options.ts';

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
  /** The advisor's unless given. */
  readonly noise: Noise | undefined;
  readonly noisePerRow: NoisePerRow;
  readonly perturbation: Perturbation;
  readonly weighting: number;
  /** All data in every step when absent. */
  readonly batch: number | undefined;
  readonly optimizer: Adam;
  readonly averaging: Averaging | undefined;
  readonly steps: number;
  readonly seed: number;
  readonly engine: EngineName;
  readonly out: string;
  readonly force: boolean;
  readonly json: boolean;
}

export const trainHelp = `Usage: scorefield train --target NAME | --data FILE --out MODEL.safetensors [OPTION …]

Trains a noise conditional score network by denoising score matching, and keeps it in a file that "sample", "evaluate"
and "export" read. Ctrl-C ends the training and keeps the model as it then is.

Data:
${sourceHelp}
  --points N                   how many points are drawn of a target (default 10000)

Network:
  --hidden W,W,…               widths of the hidden layers, each at most ${maximumWidth} (default 64,64)
  --activation ${activations.join('|')}
                               (default silu)
  --conditioning sigma|log-sigma|fourier:K
                               how it is told σ: as it is, as ln σ, or by K sines and cosines of it (default log-sigma)
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

Optimiser:
  --batch N|all                data of a step: so many drawn at random, or all of them (default 512)
  --steps N                    (default 4000)
  --optimizer adam|adamw       (default adam)
  --learning-rate R            the highest (default 0.01)
  --schedule constant|cosine|warmup:N|cosine:N
                               the rate stays, falls to 0 by half a cosine, or first rises over N steps (default cosine)
  --weight-decay W             of adamw (default 0.01)
  --clip NORM                  a gradient longer than this is scaled down to it (default: none is)
  --ema DECAY                  keep the moving average of the parameters instead of the last, such as 0.999, where there
                               are several times 1/(1 − DECAY) steps (default: the last)
  --seed N                     key of all random numbers (default 0)

${engineHelp}
  --out FILE                   where the model goes, a name that ends in .safetensors
  --force                      replace the file if it exists
${commonHelp}`;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseTrainArguments(args: readonly string[]): TrainRequest | undefined {
  const values = readOptions('train', args, {
    ...commonOptions,
    ...sourceOptions,
    points: { type: 'string' },
    hidden: { type: 'string', default: '64,64' },
    activation: { type: 'string', default: 'silu' },
    conditioning: { type: 'string', default: 'log-sigma' },
    output: { type: 'string', default: 'edm' },
    sigmas: { type: 'string' },
    'noise-per-row': { type: 'string', default: 'log-uniform' },
    perturbation: { type: 'string', default: 'independent' },
    weighting: { type: 'string', default: '2' },
    batch: { type: 'string', default: '512' },
    steps: { type: 'string', default: '4000' },
    optimizer: { type: 'string', default: 'adam' },
    'learning-rate': { type: 'string', default: '0.01' },
    schedule: { type: 'string', default: 'cosine' },
    'weight-decay': { type: 'string' },
    clip: { type: 'string' },
    ema: { type: 'string' },
    seed: { type: 'string', default: '0' },
    engine: { type: 'string', default: 'auto' },
    out: { type: 'string' },
    force: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  const source = sourceOf(values);
  if (values.points !== undefined && 'file' in source)
    throw new UsageError('--points: only for --target, a file has its own');
  const steps = integer('--steps', values.steps, 1, 100_000_000);
  const decay = number('--ema', values.ema, { least: 0, below: 1 });
  return {
    source,
    points: integer('--points', values.points, 1, 100_000_000) ?? 10_000,
    hidden: widthsOf(values.hidden),
    activation: oneOf('--activation', values.activation, activations),
    conditioning: conditioningOf(values.conditioning),
    output: outputOf(values.output),
    noise: values.sigmas === undefined ? undefined : ladderOf(values.sigmas),
    noisePerRow: noisePerRowOf(values['noise-per-row']),
    perturbation: oneOf('--perturbation', values.perturbation, ['independent', 'shared']),
    weighting: number('--weighting', values.weighting),
    batch: values.batch === 'all' ? undefined : integer('--batch', values.batch, 1, 0xffff_ffff),
    optimizer: optimizerOf(values, steps),
    averaging: decay === undefined ? undefined : { decay },
    steps,
    seed: integer('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    engine: oneOf('--engine', values.engine, engineNames),
    out: outputFile(values.out, ['.safetensors']),
    force: values.force,
    json: values.json,
  };
}

function widthsOf(given: string): number[] {
  return required('--hidden', given, 'widths with commas between them, such as 128,128')
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

function optimizerOf(
  values: {
    optimizer: string;
    'learning-rate': string;
    schedule: string;
    'weight-decay'?: string | undefined;
    clip?: string | undefined;
  },
  steps: number,
): Adam {
  const name = oneOf('--optimizer', values.optimizer, ['adam', 'adamw']);
  const weightDecay = number('--weight-decay', values['weight-decay'], { least: 0 });
  if (weightDecay !== undefined && name === 'adam') throw new UsageError('--weight-decay: only for --optimizer adamw');
  const clip = number('--clip', values.clip, { least: 0 });
  const options = {
    learningRate: scheduleOf(values.schedule, number('--learning-rate', values['learning-rate'], { above: 0 }), steps),
    ...(clip !== undefined && { clip }),
  };
  if (name === 'adam') return adam(options);
  return adamW({ ...options, ...(weightDecay !== undefined && { weightDecay }) });
}

function scheduleOf(given: string, rate: number, steps: number): LearningRate {
  const [name, length] = split(given);
  if (given === 'constant') return rate;
  if (name === 'cosine') {
    const rise = integer('--schedule cosine', length, 0, steps - 1) ?? 0;
    return cosine({ from: rate, steps, warmup: rise });
  }
  if (name === 'warmup') return warmup({ rate, steps: integer('--schedule warmup', length ?? '', 1, 100_000_000) });
  throw refused('--schedule', given, 'constant, cosine, warmup:N or cosine:N');
}

/** What stands before the first colon and, if there is one, behind it. */
function split(given: string): [name: string, argument: string | undefined] {
  const colon = given.indexOf(':');
  return colon < 0 ? [given, undefined] : [given.slice(0, colon), given.slice(colon + 1)];
}
