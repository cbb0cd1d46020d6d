import type { Context } from '../contexts/context.ts';
import type { TrainingContext } from '../contexts/context_data.ts';
import { type PointClasses, type PointContexts, sameInAll } from '../contexts/point_contexts.ts';
import type { Model } from '../network.ts';
import { listed, quoted } from '../quoted.ts';
import { UsageError } from './exit.ts';
import type { Condition } from './options/condition.ts';
import type { Source } from './options/source.ts';

/** A network with what it knows of its contexts. */
export type Conditioned = Pick<Model, 'network' | 'contextColumns'>;

/** What a network is to be conditioned on for such contexts. */
export function contextFor(contexts: PointContexts): Context {
  return contexts.kind === 'classes' ? { classes: contexts.labels.length } : { values: contexts.names.length };
}

/** Contexts as a trainer takes them. */
export function trainingContext(contexts: PointContexts): TrainingContext {
  return contexts.kind === 'classes' ? contexts.classes : contexts.values;
}

/** What a trainer is given of contexts besides, which the model keeps. */
export function contextColumnsOf(contexts: PointContexts): { names: readonly string[]; labels?: readonly string[] } {
  return contexts.kind === 'classes' ? { names: [contexts.name], labels: contexts.labels } : { names: contexts.names };
}

/** Refuses contexts that teach nothing. @throws UsageError */
export function requireTelling(contexts: PointContexts): void {
  const same = sameInAll(contexts);
  if (same !== undefined) throw new UsageError(`--condition: ${same}, from which nothing is learned; leave it out`);
}

/** What the columns of a condition are called; by number where the model does not say. */
export function namesOfContext({ network, contextColumns }: Conditioned): readonly string[] {
  const { context } = network;
  if (contextColumns?.names) return contextColumns.names;
  if (!context || 'classes' in context) return ['class'];
  return Array.from({ length: context.values }, (_, j) => String(j));
}

/** Labels of the classes; numbers where the model does not say. */
export function labelsOfContext({ network, contextColumns }: Conditioned): readonly string[] {
  const { context } = network;
  if (contextColumns?.labels || !context || !('classes' in context)) return contextColumns?.labels ?? [];
  return Array.from({ length: context.classes }, (_, k) => String(k));
}

/**
 * A source with the condition of a model or a training, where it says none of its own.
 * @throws UsageError where it says one and there is none
 */
export function withConditionOf(source: Source, conditioned: Conditioned, file: string): Source {
  const { context } = conditioned.network;
  const { condition } = source;
  if (!context) {
    if (!condition) return source;
    throw new UsageError(`${optionOf(condition)}: the network in ${file} is conditioned on nothing; leave it out`);
  }
  const as = 'classes' in context ? 'classes' : 'values';
  const columns = condition?.file === undefined ? { columns: condition?.columns ?? namesOfContext(conditioned) } : {};
  return { ...source, condition: { ...condition, ...columns, as } };
}

function optionOf({ file }: Condition): string {
  return file === undefined ? '--condition' : '--condition-file';
}

/**
 * Contexts as a model numbers them: classes by the labels that it knows.
 * @throws UsageError where it does not know one, or has other columns
 */
export function asNumberedBy(contexts: PointContexts, conditioned: Conditioned, file: string): PointContexts {
  const names = namesOfContext(conditioned);
  if (contexts.kind === 'values') {
    if (contexts.names.length === names.length) return contexts;
    throw new UsageError(
      `--condition: ${listed(contexts.names)} are ${contexts.names.length} columns, but the network in ${file} is conditioned on ${listed(names)}`,
    );
  }
  const labels = labelsOfContext(conditioned);
  const numbers = contexts.labels.map((label) => labels.indexOf(label));
  const unknown = numbers.indexOf(-1);
  if (unknown >= 0)
    throw new UsageError(
      `--condition: the class ${quoted(contexts.labels[unknown]!)} is unknown to ${file}, which has ${listed(labels)}`,
    );
  return { ...contexts, labels, classes: contexts.classes.map((k) => numbers[k]!) } satisfies PointClasses;
}
