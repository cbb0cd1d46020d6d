import { particlesOfSeed } from '../../engines/options.ts';
import { type WalkRequest, walkHelp, walkOf, walkOptions } from './method.ts';
import {
  commonHelp,
  commonOptions,
  type EngineName,
  engineHelp,
  engineNames,
  integer,
  oneOf,
  outputFile,
  readOptions,
  refused,
  required,
} from './read.ts';

/** What `scorefield sample` was asked to do. */
export interface SampleRequest {
  readonly model: string;
  readonly particles: number;
  /** Particles at a time; chosen by the engine and the memory unless given. */
  readonly chunk: number | undefined;
  readonly walk: WalkRequest;
  readonly engine: EngineName;
  readonly out: string;
  readonly force: boolean;
  readonly json: boolean;
}

export const sampleHelp = `Usage: scorefield sample --model FILE --out SAMPLES.npy|SAMPLES.csv [OPTION …]

Draws samples of a model that "train" wrote, by annealed Langevin dynamics.

Options:
  --model FILE                 the model, a .safetensors file
  --particles N                how many samples, up to 2^34 (default 10000)
  --chunk N                    how many of them are drawn and held in memory at a time, a multiple of 4; any number
                               gives the same samples (default: what keeps the engine busy and fits in memory)
${walkHelp}
${engineHelp}
  --out FILE                   where the samples go, one a row: NumPy's .npy (float32) or .csv
  --force                      replace the file if it exists
${commonHelp}`;

function chunkOf(given: string | undefined): number | undefined {
  const chunk = integer('--chunk', given, 4, particlesOfSeed);
  if (chunk !== undefined && chunk % 4 !== 0) throw refused('--chunk', given, 'a multiple of 4');
  return chunk;
}

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseSampleArguments(args: readonly string[]): SampleRequest | undefined {
  const values = readOptions('sample', args, {
    ...commonOptions,
    ...walkOptions,
    model: { type: 'string' },
    particles: { type: 'string', default: '10000' },
    chunk: { type: 'string' },
    engine: { type: 'string', default: 'auto' },
    out: { type: 'string' },
    force: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  return {
    model: required('--model', values.model, 'a file that "scorefield train" wrote'),
    particles: integer('--particles', values.particles, 1, particlesOfSeed),
    chunk: chunkOf(values.chunk),
    walk: walkOf(values),
    engine: oneOf('--engine', values.engine, engineNames),
    out: outputFile(values.out, ['.npy', '.csv']),
    force: values.force,
    json: values.json,
  };
}
