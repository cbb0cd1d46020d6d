import type { AdviceOptions, DataScale } from '../../advisor.ts';
import { maximumDimension } from '../../network.ts';
import { type Standardisation, standardisations } from '../../transform.ts';
import { UsageError } from '../exit.ts';
import { commonHelp, commonOptions, integer, number, oneOf, readOptions, required } from './read.ts';
import { fileOptions, type Source, sourceHelp, sourceOf, sourceOptions } from './source.ts';

/** What `scorefield advise` was asked to do. */
export interface AdviseRequest {
  /** The points, or what is known of them. */
  readonly about: Source | DataScale;
  /** How the points are to be standardised before they are looked at. */
  readonly standardise: Standardisation | undefined;
  readonly options: AdviceOptions;
  readonly json: boolean;
}

export const adviseHelp = `Usage: scorefield advise --target NAME | --data FILE | --dimension D --scale S [OPTION …]

Says which noise levels and Langevin steps suit data, by techniques 1, 2 and 4 of Song and Ermon (2020), and what to
choose where these have no answer.

Options:
${sourceHelp}
  --standardise columns|global|robust
                               for points that "train" is to standardise in this way (default: neither)
  --scale S                    instead of points: the largest distance of two of them, with --dimension D
  --to S                       the last noise level (default: a hundredth of the first over √D)
  --steps-per-level K          Langevin steps at each level (default: as few as settle it)
  --overlap O                  of neighbouring levels, for technique 2 (default 0.5)
${commonHelp}`;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseAdviseArguments(args: readonly string[]): AdviseRequest | undefined {
  const values = readOptions('advise', args, {
    ...commonOptions,
    ...sourceOptions,
    standardise: { type: 'string' },
    scale: { type: 'string' },
    to: { type: 'string' },
    'steps-per-level': { type: 'string' },
    overlap: { type: 'string' },
  });
  if (values.help) return undefined;
  const to = number('--to', values.to, { above: 0 });
  const stepsPerLevel = integer('--steps-per-level', values['steps-per-level'], 1, 1_000_000);
  const { standardise } = values;
  const overlap = number('--overlap', values.overlap, { above: 0, most: 0.99 });
  return {
    about: values.scale === undefined ? sourceOf(values) : scaleOf(values, values.scale),
    standardise: standardise === undefined ? undefined : oneOf('--standardise', standardise, standardisations),
    options: {
      ...(to !== undefined && { to }),
      ...(stepsPerLevel !== undefined && { stepsPerLevel }),
      ...(overlap !== undefined && { overlap }),
    },
    json: values.json,
  };
}

function scaleOf(
  values: { [Name in keyof typeof sourceOptions | 'standardise']?: string | undefined },
  scale: string,
): DataScale {
  const { target, data, dimension, standardise } = values;
  if (target !== undefined || data !== undefined || fileOptions.some((option) => values[option] !== undefined))
    throw new UsageError(
      `--scale: stands for the points, so none of --target, --data, ${fileOptions.map((option) => `--${option}`).join(', ')} goes with it`,
    );
  if (standardise !== undefined)
    throw new UsageError('--standardise: only for --target or --data, --scale is taken as it is');
  const largestDistance = number('--scale', scale, { above: 0 });
  const given = required('--dimension', dimension, 'the dimension of the points that --scale tells of');
  return { dimension: integer('--dimension', given, 1, maximumDimension), largestDistance };
}
