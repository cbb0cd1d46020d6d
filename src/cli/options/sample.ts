import { particlesOfSeed } from '../../engines/plan/sampling.ts';
import { UsageError } from '../exit.ts';
import { type EngineRequest, engineHelp, engineOf, engineOptions } from './engine.ts';
import { type SamplingRequest, samplingHelp, samplingOf, samplingOptions } from './method.ts';
import { commonHelp, commonOptions, integer, oneOf, outputFile, readOptions, refused, required } from './read.ts';
import { targetOf } from './source.ts';

const formats = ['csv', 'npy', 'png'] as const;
export type SampleFormat = (typeof formats)[number];

/** Most samples that a picture shows, and how many it does unless asked for another number. */
const mostPictured = 10_000;
const usuallyPictured = 100;

/** What `scorefield sample` was asked to do. */
export interface SampleRequest {
  /** A file, or a target whose exact score is known. */
  readonly source: { readonly model: string } | { readonly target: string; readonly dimension: number };
  readonly particles: number;
  /** Particles at a time; chosen by the engine and the memory unless given. */
  readonly chunk: number | undefined;
  readonly sampling: SamplingRequest;
  readonly engine: EngineRequest;
  /** A file, or `-` for standard output. */
  readonly out: string;
  readonly format: SampleFormat;
  /** Whole numbers where the data had no others. */
  readonly round: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

export const sampleHelp = `Usage: scorefield sample --model FILE --out SAMPLES.npy|SAMPLES.csv|SAMPLES.png [OPTION …]
       scorefield sample --target NAME --out SAMPLES.npy|SAMPLES.csv [OPTION …]

Draws samples of a model that "train" wrote, or of a target by its exact score.

Options:
  --model FILE                 the model, a .safetensors file
  --target NAME                a target whose exact score is known: a mixture of normals
  --dimension D                of the target hypercube (default 16)
  --particles N                how many samples, up to 2^34 (default 10000; of a picture 100)
  --chunk N                    how many of them are drawn and held in memory at a time, a multiple of 4; any number
                               gives the same samples (default: what keeps the engine busy and fits in memory)
${samplingHelp}
${engineHelp}
  --round                      whole numbers in the columns of which the data had no others
  --out FILE|-                 where the samples go, one a row: NumPy's .npy, each in the shape that points of the data
                               had; .csv under the names that columns had; .png, a picture of all where they are images;
                               or - for standard output, and then all else goes to standard error
  --format csv|npy|png         what goes to standard output (default csv); a file says it by its name
  --force                      replace the file if it exists
${commonHelp}`;

/** A model or a target, and not both. @throws UsageError */
function scoreSourceOf(values: {
  model?: string | undefined;
  target?: string | undefined;
  dimension?: string | undefined;
}) {
  const { model, target, dimension } = values;
  if (target !== undefined) {
    if (model !== undefined) throw new UsageError('both --model FILE and --target NAME given: it must be one of them');
    return targetOf({ target, dimension });
  }
  if (dimension !== undefined) throw new UsageError('--dimension: only for --target, a model has its own');
  return { model: required('--model', model, 'a file that "scorefield train" wrote') };
}

function chunkOf(given: string | undefined): number | undefined {
  const chunk = integer('--chunk', given, 4, particlesOfSeed);
  if (chunk !== undefined && chunk % 4 !== 0) throw refused('--chunk', given, 'a multiple of 4');
  return chunk;
}

function outputOf({
  out: given,
  format,
  json,
}: {
  out?: string | undefined;
  format?: string | undefined;
  json: boolean;
}) {
  if (given === '-') {
    if (json) throw new UsageError('--json: not with --out -, for standard output holds the samples');
    return { out: given, format: oneOf('--format', format ?? 'csv', formats) };
  }
  const out = outputFile(given, ['.npy', '.csv', '.png'], ', or - for standard output');
  if (format !== undefined) throw new UsageError(`--format: only for --out -, the name of a file says what it holds`);
  return { out, format: formats.find((name) => out.toLowerCase().endsWith(`.${name}`))! };
}

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseSampleArguments(args: readonly string[]): SampleRequest | undefined {
  const values = readOptions('sample', args, {
    ...commonOptions,
    ...samplingOptions,
    target: { type: 'string' },
    dimension: { type: 'string' },
    model: { type: 'string' },
    particles: { type: 'string' },
    round: { type: 'boolean', default: false },
    chunk: { type: 'string' },
    ...engineOptions,
    out: { type: 'string' },
    format: { type: 'string' },
    force: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  const output = outputOf(values);
  const [usual, most] = output.format === 'png' ? [usuallyPictured, mostPictured] : [10_000, particlesOfSeed];
  return {
    source: scoreSourceOf(values),
    particles:
      integer(output.format === 'png' ? '--particles of a picture' : '--particles', values.particles, 1, most) ?? usual,
    round: values.round,
    chunk: chunkOf(values.chunk),
    sampling: samplingOf(values),
    engine: engineOf(values),
    ...output,
    force: values.force,
    json: values.json,
  };
}
