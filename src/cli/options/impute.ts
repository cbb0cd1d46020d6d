import { UsageError } from '../exit.ts';
import type { FileSource } from '../files/load.ts';
import { type EngineRequest, engineHelp, engineOf, engineOptions } from './engine.ts';
import { type SamplingRequest, samplingHelp, samplingOf, samplingOptions } from './method.ts';
import { commonHelp, commonOptions, integer, oneOf, outputFile, readOptions, required } from './read.ts';
import { chunkOf } from './sample.ts';
import { arrayHelp, readingOf, sourceOptions, tableHelp } from './source.ts';

/** What `scorefield impute` was asked to do. */
export interface ImputeRequest {
  readonly model: string;
  readonly source: FileSource;
  /** What to do about columns of the model that the file has not. */
  readonly absent: 'refuse' | 'draw';
  /** How many times all gaps are filled. */
  readonly draws: number;
  readonly chunk: number | undefined;
  readonly sampling: SamplingRequest;
  readonly engine: EngineRequest;
  /** A file, or `-` for standard output. */
  readonly out: string;
  /** Absent for standard output, which is as the file that is read. */
  readonly format: 'csv' | 'npy' | undefined;
  /** Whole numbers where the data of the model had no others. */
  readonly round: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

export const imputeHelp = `Usage: scorefield impute --model FILE --data FILE --out FILE.csv|.npy [OPTION …]

Fills the gaps of a table: draws missing values given the others of their row, from what a model that "train" wrote has
learned. What the file holds is kept as it is written there; several draws show how much is not known.

Options:
  --model FILE                 the model, a .safetensors file
  --data FILE                  the file with gaps, - for standard input: CSV, one point a row, with empty cells, NA,
                               NaN, NULL and the like, or an array of NumPy (.npy, .npz) with NaN, each also packed by
                               gzip. Columns of CSV are those of the model by their names, in any order, or by their
                               order where either has none; further ones are carried along
${tableHelp}
  --absent refuse|draw         what to do about columns of the model that the file has not: refuse it, or draw them as
                               well, behind the others (default refuse)
${arrayHelp}
  --draws N                    how many times all gaps are filled (default 1): of CSV all rows of the first draw, then
                               those of the second, with the number of the draw in a first column "draw"; of arrays
                               with a first axis of so many
  --chunk N                    how many rows with gaps are drawn and held in memory at a time, a multiple of 4; any
                               number gives the same draws (default: what keeps the engine busy and fits in memory)
${samplingHelp('repaint')}
${engineHelp}
  --round                      whole numbers in the columns of which the data of the model had no others
  --out FILE|-                 where the table goes: .csv for a table, .npy for an array; or - for standard output
  --force                      replace the file if it exists
${commonHelp}`;

const {
  target: _,
  dimension: __,
  missing: ___,
  condition: ____,
  'condition-file': _____,
  ...readingOptions
} = sourceOptions;

const imputeOptions = {
  ...commonOptions,
  ...readingOptions,
  ...samplingOptions,
  method: { type: 'string', default: 'repaint' },
  ...engineOptions,
  model: { type: 'string' },
  absent: { type: 'string', default: 'refuse' },
  draws: { type: 'string', default: '1' },
  chunk: { type: 'string' },
  round: { type: 'boolean', default: false },
  out: { type: 'string' },
  force: { type: 'boolean', default: false },
} as const;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseImputeArguments(args: readonly string[]): ImputeRequest | undefined {
  const values = readOptions('impute', args, imputeOptions);
  if (values.help) return undefined;
  const { json, force, round } = values;
  if (json && values.out === '-') throw new UsageError('--json: not with --out -, for standard output holds the table');
  const out = values.out === '-' ? '-' : outputFile(values.out, ['.csv', '.npy'], ', or - for standard output');
  const file = required('--data', values.data, 'a file with gaps, or - for standard input');
  return {
    model: required('--model', values.model, 'a file that "scorefield train" wrote'),
    source: { file, ...readingOf(values) },
    absent: oneOf('--absent', values.absent, ['refuse', 'draw']),
    draws: integer('--draws', values.draws, 1, 1_000_000),
    chunk: chunkOf(values.chunk),
    sampling: samplingOf(values),
    engine: engineOf(values),
    ...{ out, round, force, json },
    format: out === '-' ? undefined : out.toLowerCase().endsWith('.csv') ? 'csv' : 'npy',
  };
}
