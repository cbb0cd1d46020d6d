import { type WalkRequest, walkHelp, walkOf, walkOptions } from './method.ts';
import {
  commonHelp,
  commonOptions,
  type EngineName,
  engineHelp,
  engineNames,
  integer,
  oneOf,
  readOptions,
  required,
} from './read.ts';
import { type Source, sourceHelp, sourceOf, sourceOptions } from './source.ts';

/** What `scorefield evaluate` was asked to do. */
export interface EvaluateRequest {
  readonly model: string;
  readonly source: Source;
  readonly particles: number;
  readonly walk: WalkRequest;
  readonly engine: EngineName;
  readonly json: boolean;
}

export const evaluateHelp = `Usage: scorefield evaluate --model FILE --target NAME | --data FILE [OPTION …]

Says how good a model is: how far its score is from the exact one, where that is known, and how far its samples are from
the target or the data, each number beside its floor, which is what as many perfect draws show.

Samples carry the noise of the last level, so they are compared with draws that have the same noise added; with
--denoise, with the target or the data as they are.

Options:
  --model FILE                 the model, a .safetensors file
${sourceHelp}
  --particles N                how many samples are drawn and judged (default 10000)
${walkHelp}
${engineHelp}
${commonHelp}`;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseEvaluateArguments(args: readonly string[]): EvaluateRequest | undefined {
  const values = readOptions('evaluate', args, {
    ...commonOptions,
    ...walkOptions,
    ...sourceOptions,
    model: { type: 'string' },
    particles: { type: 'string', default: '10000' },
    engine: { type: 'string', default: 'auto' },
  });
  if (values.help) return undefined;
  return {
    model: required('--model', values.model, 'a file that "scorefield train" wrote'),
    source: sourceOf(values),
    particles: integer('--particles', values.particles, 2, 10_000_000),
    walk: walkOf(values),
    engine: oneOf('--engine', values.engine, engineNames),
    json: values.json,
  };
}
