import { dirname, resolve } from 'node:path';
import { UsageError } from '../exit.ts';
import { type PartsFormat, partsFormats } from './parts.ts';
import { commonHelp, commonOptions, outputFile, readWords } from './read.ts';

/** What `scorefield merge` was asked to do. */
export interface MergeRequest {
  readonly folder: string;
  /** Where all samples go; the parts are only checked unless given. */
  readonly out: string | undefined;
  readonly format: PartsFormat;
  readonly force: boolean;
  readonly json: boolean;
}

export const mergeHelp = `Usage: scorefield merge FOLDER [--out SAMPLES.parquet|.npy|.csv] [OPTION …]

Checks the parts of samples that "sample" wrote into a folder, and joins them: the file is the one that a single run would
have written. Where parts are missing or damaged, says which, and ends with exit code 1.

Options:
  --out FILE                   where all samples go, one a row: a name that ends in .parquet, .npy or .csv, whatever
                               the parts are; without it, the parts are only checked
  --force                      replace the file if it exists
${commonHelp}`;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseMergeArguments(args: readonly string[]): MergeRequest | undefined {
  const { values, positionals } = readWords('merge', args, {
    ...commonOptions,
    out: { type: 'string' },
    force: { type: 'boolean', default: false },
  });
  const { help, out: given, force, json } = values;
  if (help) return undefined;
  const [folder, ...more] = positionals;
  if (!folder) throw new UsageError('FOLDER is missing: it must be the folder that "sample" wrote parts into');
  if (more.length > 0) throw new UsageError(`FOLDER: got ${positionals.length} of them, but one is merged at a time`);
  const endings = partsFormats.map((name) => `.${name}`);
  const out = given === undefined ? undefined : outputFile(given, endings);
  if (out !== undefined && dirname(resolve(out)) === resolve(folder))
    throw new UsageError(
      '--out: not in the folder of the parts, for what reads them together would read the file too; give another place',
    );
  const format = partsFormats.find((name) => out?.toLowerCase().endsWith(`.${name}`)) ?? 'parquet';
  return { folder, out, format, force, json };
}
