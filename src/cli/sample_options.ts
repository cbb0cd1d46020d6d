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
  required,
} from './options.ts';
import { type WalkRequest, walkHelp, walkOf, walkOptions } from './walk_options.ts';

/** What `scorefield sample` was asked to do. */
export interface SampleRequest {
  readonly model: string;
  readonly particles: number;
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
  --particles N                how many samples; all are held in memory at once (default 10000)
${walkHelp}
${engineHelp}
  --out FILE                   where the samples go, one a row: NumPy's .npy (float32) or .csv
  --force                      replace the file if it exists
${commonHelp}`;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseSampleArguments(args: readonly string[]): SampleRequest | undefined {
  const values = readOptions('sample', args, {
    ...commonOptions,
    ...walkOptions,
    model: { type: 'string' },
    particles: { type: 'string', default: '10000' },
    engine: { type: 'string', default: 'auto' },
    out: { type: 'string' },
    force: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  return {
    model: required('--model', values.model, 'a file that "scorefield train" wrote'),
    particles: integer('--particles', values.particles, 1, 0xffff_ffff),
    walk: walkOf(values),
    engine: oneOf('--engine', values.engine, engineNames),
    out: outputFile(values.out, ['.npy', '.csv']),
    force: values.force,
    json: values.json,
  };
}
