import { resolve, sep } from 'node:path';
import { particlesOfSeed } from '../../engines/plan/sampling.ts';
import { UsageError } from '../exit.ts';
import { readRun } from '../parts/run.ts';
import { type ContextRequest, contextHelp, contextOptions, contextRequestOf } from './condition.ts';
import { type EngineRequest, engineHelp, engineOf, engineOptions } from './engine.ts';
import { type SamplingRequest, samplingHelp, samplingOf, samplingOptions } from './method.ts';
import { type PartsRequest, partsFormats, partsHelp, partsOptions, partsRequestOf } from './parts.ts';
import { commonHelp, commonOptions, integer, oneOf, outputFile, readOptions, refused, required } from './read.ts';
import { targetOf } from './source.ts';

const formats = ['csv', 'npy', 'parquet', 'png'] as const;
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
  readonly context: ContextRequest;
  readonly engine: EngineRequest;
  /** A file, a folder of parts, or `-` for standard output. */
  readonly out: string;
  readonly format: SampleFormat;
  /** Where the samples go into a folder, in parts. */
  readonly parts: PartsRequest | undefined;
  /** The options that ask for the same samples, wherever they go. */
  readonly same: readonly string[];
  /** Whole numbers where the data had no others. */
  readonly round: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

export const sampleHelp = `Usage: scorefield sample --model FILE --out SAMPLES.npy|.csv|.parquet|.png [OPTION …]
       scorefield sample --model FILE --out FOLDER/ [--parts N] [OPTION …]
       scorefield sample --resume --out FOLDER/ [OPTION …]
       scorefield sample --model FILE --shard I/N --out FOLDER [OPTION …]

Draws samples of a model that "train" wrote, or of a target by its exact score.

Options:
  --model FILE                 the model, a .safetensors file
  --target NAME                instead of a model, a target whose exact score is known: a mixture of normals
  --dimension D                of the target hypercube (default 16)
  --particles N                how many samples, up to 2^34 (default 10000; of a picture 100)
  --chunk N                    how many of them are drawn and held in memory at a time, a multiple of 4; any number
                               gives the same samples (default: what keeps the engine busy and fits in memory)
${contextHelp}
${samplingHelp('dpm-solver-sde')}
${engineHelp}
  --round                      whole numbers in the columns of which the data had no others
  --out FILE|FOLDER/|-         where the samples go, one a row: NumPy's .npy, each in the shape that points of the data
                               had; .csv or .parquet under the names that columns had; .png, a picture of all where
                               they are images; a folder, in parts, which "merge" joins: a run that is stopped keeps
                               those that are finished; or - for standard output, and all else to standard error
  --format FORMAT              what goes to standard output: csv, npy, parquet or png (default csv), or what the parts
                               in a folder are: parquet, npy or csv (default parquet); a file says it by its name
${partsHelp}
  --force                      replace the file if it exists, or draw parts that are there again; parts of other
                               settings in the folder are removed
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

/** @throws UsageError where a target is to be sampled, which has no contexts */
function contextOf(values: Parameters<typeof contextRequestOf>[0] & { target?: string | undefined }): ContextRequest {
  const stray = (['where', 'guidance'] as const).find((option) => values[option] !== undefined);
  if (stray && values.target !== undefined) throw new UsageError(`--${stray}: only for --model`);
  return contextRequestOf(values);
}

/** Particles at a time. @throws UsageError */
export function chunkOf(given: string | undefined): number | undefined {
  const chunk = integer('--chunk', given, 4, particlesOfSeed);
  if (chunk !== undefined && chunk % 4 !== 0) throw refused('--chunk', given, 'a multiple of 4');
  return chunk;
}

/** Where the samples go, and in which form. */
type Output = Pick<SampleRequest, 'out' | 'format' | 'parts'>;

type OutputValues = Parameters<typeof partsRequestOf>[0] & {
  readonly out?: string | undefined;
  readonly format?: string | undefined;
  readonly json: boolean;
};

function outputOf(values: OutputValues, environment: Environment): Output {
  const { out: given, format, json } = values;
  const inParts = (['shard', 'shards', 'parts'] as const).find((option) => values[option] !== undefined);
  if (inParts !== undefined || isFolder(given)) return folderOf(values, inParts, environment);
  if (given === '-') {
    if (json) throw new UsageError('--json: not with --out -, for standard output holds the samples');
    return { out: given, format: oneOf('--format', format ?? 'csv', formats), parts: undefined };
  }
  const endings = formats.map((name) => `.${name}`);
  const out = outputFile(given, endings, ', or in / for a folder of parts, or - for standard output');
  if (format !== undefined)
    throw new UsageError('--format: only for --out - or a folder, the name of a file says what it holds');
  return { out, format: formats.find((name) => out.toLowerCase().endsWith(`.${name}`))!, parts: undefined };
}

/** Whether a path says by its end that it is one. */
function isFolder(path: string | undefined): boolean {
  return path !== undefined && (path.endsWith('/') || path.endsWith(sep));
}

function folderOf(
  { out, format = 'parquet', ...values }: OutputValues,
  option: string | undefined,
  environment: Environment,
): Output {
  const folder = required('--out', out, 'a folder for the parts');
  if (folder === '-' || (!isFolder(folder) && formats.some((name) => folder.toLowerCase().endsWith(`.${name}`))))
    throw refused('--out', folder, `a folder with --${option}, since the samples go there in parts`);
  return {
    out: folder,
    format: oneOf('--format', format, partsFormats),
    parts: partsRequestOf(values, environment),
  };
}

type Environment = Parameters<typeof partsRequestOf>[1];

const sampleOptions = {
  ...commonOptions,
  ...samplingOptions,
  ...contextOptions,
  target: { type: 'string' },
  dimension: { type: 'string' },
  model: { type: 'string' },
  particles: { type: 'string' },
  round: { type: 'boolean', default: false },
  chunk: { type: 'string' },
  ...engineOptions,
  ...partsOptions,
  out: { type: 'string' },
  format: { type: 'string' },
  force: { type: 'boolean', default: false },
} as const;

/** Options that say which samples are drawn; engines differ in the last bits. */
const deciding = [
  'model',
  'target',
  'dimension',
  'round',
  'format',
  'engine',
  ...Object.keys({ ...samplingOptions, ...contextOptions }),
];

/** What the command line runs in, and reads. */
interface Surroundings {
  readonly environment: Environment;
  /** The options by which the samples in a folder were begun. */
  readonly argumentsOf: (folder: string) => readonly string[];
}

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseSampleArguments(
  args: readonly string[],
  around: Surroundings = { environment: process.env, argumentsOf: (folder) => readRun(folder, '--resume').arguments },
): SampleRequest | undefined {
  const values = readOptions('sample', args, sampleOptions);
  if (values.help) return undefined;
  if (values.resume) return parseSampleArguments(resumed(args, values, around), around);
  const output = outputOf(values, around.environment);
  const [usual, most] = output.format === 'png' ? [usuallyPictured, mostPictured] : [10_000, particlesOfSeed];
  const particles =
    integer(output.format === 'png' ? '--particles of a picture' : '--particles', values.particles, 1, most) ?? usual;
  return {
    source: scoreSourceOf(values),
    particles,
    round: values.round,
    chunk: chunkOf(values.chunk),
    sampling: samplingOf(values),
    context: contextOf(values),
    engine: engineOf(values),
    ...output,
    same: [`--particles=${particles}`, ...sameOptions({ ...values, format: output.format })],
    force: values.force,
    json: values.json,
  };
}

/** The same arguments without --resume, behind those by which the samples were begun. */
function resumed(
  args: readonly string[],
  { out, shard, shards, force }: OutputValues & { readonly force: boolean },
  { argumentsOf }: Surroundings,
): string[] {
  if (force) throw new UsageError('both --resume and --force given: parts are either kept or drawn again');
  if (shard !== undefined || shards !== undefined)
    throw new UsageError('--resume: not with --shard or --shards, by which a part that is there is kept anyway');
  const folder = required('--out', out, 'a folder with parts of samples');
  if (folder === '-' || formats.some((name) => folder.toLowerCase().endsWith(`.${name}`)))
    throw refused(
      '--out',
      folder,
      'a folder with parts of samples for --resume: a single file is written whole or not at all',
    );
  return [...argumentsOf(folder), ...args.filter((arg) => arg !== '--resume')];
}

function sameOptions(values: Readonly<Record<string, string | boolean | undefined>>): string[] {
  return deciding.flatMap((option) => {
    const value = values[option];
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${option}`];
    // From wherever it is asked for again.
    return [`--${option}=${option === 'model' ? resolve(value) : value}`];
  });
}
