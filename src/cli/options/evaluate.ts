import { UsageError } from '../exit.ts';
import { contextRequestOf, guidanceHelp, guidanceOption } from './condition.ts';
import { type EngineRequest, engineHelp, engineOf, engineOptions } from './engine.ts';
import { type SamplingRequest, samplingHelp, samplingOf, samplingOptions } from './method.ts';
import { commonHelp, commonOptions, integer, readOptions, required } from './read.ts';
import { type Source, sourceHelp, sourceOf, sourceOptions } from './source.ts';

/** What `scorefield evaluate` was asked to do. */
export interface EvaluateRequest {
  /** A file, or nothing for the exact score of the target. */
  readonly model: string | undefined;
  readonly source: Source;
  readonly particles: number;
  /** Points whose likelihood is asked for; undefined where nobody said. */
  readonly likelihood: number | undefined;
  readonly sampling: SamplingRequest;
  /** How much more of the context, of a conditional model. */
  readonly guidance: number | undefined;
  readonly engine: EngineRequest;
  readonly json: boolean;
}

export const evaluateHelp = `Usage: scorefield evaluate --model FILE --target NAME | --data FILE [OPTION …]
       scorefield evaluate --exact --target NAME [OPTION …]

Says how good a model is: how far its score is from the exact one, where that is known, and how far its samples are from
the target or the data, as a whole and column by column, each number beside its floor, which is what as many perfect
draws show.

Samples that carry the noise of the last level, as with --end last and of langevin without --denoise, are compared with
draws that have the same noise added, which is what the sampler ought to give, and then with the target or data
themselves.

A conditional model is judged as a whole, in the contexts that the data have, and class by class.

Options:
  --model FILE                 the model, a .safetensors file
  --exact                      the exact score of the target instead, which tells the errors of a sampler from those of
                               a network
${sourceHelp}
  --particles N                how many samples are drawn and judged (default 10000)
  --likelihood N               points whose log density by the model is evaluated: rows of the data, or draws of the
                               target; 0 for none (default 256 where that takes seconds)
${guidanceHelp}
${samplingHelp('dpm-solver-sde')}
${engineHelp}
${commonHelp}`;

/** Reads the options; undefined stands for --help. @throws UsageError */
export function parseEvaluateArguments(args: readonly string[]): EvaluateRequest | undefined {
  const values = readOptions('evaluate', args, {
    ...commonOptions,
    ...samplingOptions,
    ...guidanceOption,
    exact: { type: 'boolean', default: false },
    ...sourceOptions,
    model: { type: 'string' },
    particles: { type: 'string', default: '10000' },
    likelihood: { type: 'string' },
    ...engineOptions,
  });
  if (values.help) return undefined;
  return {
    model: modelOf(values),
    source: sourceOf(values),
    particles: integer('--particles', values.particles, 2, 10_000_000),
    likelihood: likelihoodOf(values),
    sampling: samplingOf(values),
    guidance: guidanceOf(values),
    engine: engineOf(values),
    json: values.json,
  };
}

/** @throws UsageError where there is no model to guide */
function guidanceOf(values: { guidance?: string | undefined; exact: boolean }): number | undefined {
  if (values.guidance !== undefined && values.exact) throw new UsageError('--guidance: only for --model');
  return contextRequestOf(values).guidance;
}

/** @throws UsageError */
function modelOf(values: {
  model?: string | undefined;
  exact: boolean;
  target?: string | undefined;
}): string | undefined {
  const { model, exact, target } = values;
  if (!exact) return required('--model', model, 'a file that "scorefield train" wrote, or --exact be given');
  if (model !== undefined) throw new UsageError('both --model FILE and --exact given: it must be one of them');
  if (target === undefined) throw new UsageError('--exact: only for --target NAME, whose score is known');
  return undefined;
}

/** @throws UsageError */
function likelihoodOf({ likelihood, exact }: { likelihood?: string | undefined; exact: boolean }): number | undefined {
  if (exact && likelihood !== undefined)
    throw new UsageError('--likelihood: only for --model FILE, since the exact score has the density of its target');
  return integer('--likelihood', likelihood, 0, 10_000_000);
}
