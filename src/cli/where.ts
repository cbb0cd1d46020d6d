import { conditional } from '../contexts/conditional.ts';
import { ArgumentError } from '../errors.ts';
import { guided } from '../fields/guided.ts';
import type { Score } from '../fields/score.ts';
import type { GivenContext, Model } from '../network.ts';
import { listed, printable, quoted } from '../quoted.ts';
import { labelsOfContext, namesOfContext } from './condition.ts';
import { UsageError } from './exit.ts';
import type { ContextRequest } from './options/condition.ts';
import { number, refused } from './options/read.ts';

/** A score with the context that it is sampled in. */
export interface InContext {
  readonly score: Score;
  /** Of each class in turn: the score for particles from `first` on. */
  readonly scoreOf?: (first: number, particles: number) => Score;
  /** The classes in turn: particle i is of class i modulo their number. */
  readonly classes?: { readonly name: string; readonly labels: readonly string[] };
  readonly notes: readonly string[];
  /** In which context, for people. */
  readonly words: readonly string[];
  /** What tells these samples from those in other contexts. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/**
 * A model in the context that is asked for.
 * @throws UsageError where it has none, or none of that name or value
 */
export function inContext(model: Model, { where, guidance = 1 }: ContextRequest, file: string): InContext {
  if (!model.network.context) {
    for (const [option, given] of Object.entries({ where, guidance: guidance === 1 ? undefined : guidance })) {
      if (given !== undefined)
        throw new UsageError(`--${option}: the network in ${file} is conditioned on nothing; leave it out`);
    }
    return { score: model, notes: [], words: [], summary: {} };
  }
  const names = namesOfContext(model);
  if (where === undefined) return withoutWhere(model, guidance, file);
  if (isEachClass(where, model)) return eachClass(model, guidance, file);
  const context = contextAsked(where, model, file);
  const shown = typeof context === 'number' ? labelsOfContext(model)[context]! : context;
  return {
    score: guidedScore(model, context, guidance, file),
    notes: [],
    words: wordsOf(where, guidance),
    summary: {
      where: Object.fromEntries(names.map((name, j) => [name, Array.isArray(shown) ? shown[j] : shown])),
      guidance,
    },
  };
}

/** The score of a model in a context, or in one for each particle, with so much more of it. @throws UsageError */
export function guidedScore(model: Model, context: NonNullable<GivenContext>, guidance: number, file: string): Score {
  if (guidance === 1) return conditional(model, context);
  if (model.contextDropout === 0)
    throw new UsageError(
      `--guidance: the network in ${file} was never trained without a context, which this wants; leave it out, or train with --condition-dropout 0.1`,
    );
  return guided(model, { context, weight: guidance });
}

function withoutWhere(model: Model, guidance: number, file: string): InContext {
  const names = listed(namesOfContext(model));
  if (guidance !== 1) throw new UsageError(`--guidance: only with --where, which says the context, ${names}`);
  if (model.contextDropout === 0)
    throw new UsageError(
      `--where is missing: the network in ${file} was never trained without a context; say one for ${names}`,
    );
  return {
    score: conditional(model, null),
    notes: [`note: the network is conditioned on ${names}; without --where it is sampled without a context`],
    words: [],
    summary: { where: 'none' },
  };
}

function wordsOf(where: readonly string[], guidance: number): string[] {
  return [...where.map(printable), ...(guidance === 1 ? [] : [`guidance ${guidance}`])];
}

function isEachClass(where: readonly string[], model: Model): boolean {
  const [name] = namesOfContext(model);
  return 'classes' in model.network.context! && where.length === 1 && (where[0] === `${name}=*` || where[0] === '*');
}

/** Most particles of which each has a class of its own, which is kept in memory. */
const mostInTurn = 2 ** 28;

/** Each class in turn. */
function eachClass(model: Model, guidance: number, file: string): InContext {
  const labels = labelsOfContext(model);
  const [name] = namesOfContext(model);
  const scoreOf = (first: number, particles: number): Score => {
    if (particles > mostInTurn)
      throw new UsageError(
        `--where ${name}=*: at most ${mostInTurn} particles at one go; more go into a folder, --out FOLDER/, in parts`,
      );
    const classes = Uint32Array.from({ length: particles }, (_, i) => (first + i) % labels.length);
    return guidedScore(model, classes, guidance, file);
  };
  return {
    score: guidedScore(model, 0, guidance, file),
    scoreOf,
    classes: { name: name!, labels },
    notes: [`note: sample i, from 0, is of class i modulo ${labels.length}, counted so: ${listed(labels)}`],
    words: wordsOf([`${name} in turn`], guidance),
    summary: { where: { [name!]: '*' }, guidance },
  };
}

/** A model in one context for all. @throws UsageError where it has none, or none of that name or value */
export function oneContext(model: Model, where: readonly string[], file: string): Model {
  if (!model.network.context)
    throw new UsageError(`--where: the network in ${file} is conditioned on nothing; leave it out`);
  return conditional(model, contextAsked(where, model, file));
}

/** The context that --where says: a class by its number, or a value for each column. @throws UsageError */
function contextAsked(where: readonly string[], model: Model, file: string): number | number[] {
  const names = namesOfContext(model);
  const values = names.map((): string | undefined => undefined);
  for (const cell of where) {
    const named = names.findIndex((name) => cell.startsWith(`${name}=`));
    // With one column there is no doubt which one is meant.
    const column = named < 0 && names.length === 1 && !cell.includes('=') ? 0 : named;
    if (column < 0)
      throw new UsageError(
        `--where: got ${quoted(cell)}, but the network in ${file} is conditioned on ${listed(names)}`,
      );
    if (values[column] !== undefined) throw new UsageError(`--where: ${quoted(names[column]!)} is given twice`);
    values[column] = named < 0 ? cell : cell.slice(names[column]!.length + 1);
  }
  const missing = values.indexOf(undefined);
  if (missing >= 0)
    throw new UsageError(
      `--where: it says no value of ${quoted(names[missing]!)}; the network in ${file} wants ${listed(names)}`,
    );
  if ('classes' in model.network.context!) return classAsked(names[0]!, values[0]!, labelsOfContext(model));
  const numbers = values.map((value, j) => number(`--where ${names[j]}`, value!));
  try {
    conditional(model, numbers);
  } catch (error) {
    if (error instanceof ArgumentError) throw new UsageError(`--where: ${error.message}`);
    throw error;
  }
  return numbers;
}

/** A class by its label, however that is written where it is a number, or else by its number. */
function classAsked(name: string, given: string, labels: readonly string[]): number {
  const found = labels.indexOf(given);
  if (found >= 0) return found;
  const isNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(given);
  const same = isNumber ? labels.indexOf(String(Number(given) + 0)) : -1;
  if (same >= 0) return same;
  const areNumbers = labels.every((label) => label === String(Number(label)));
  if (!areNumbers && /^\d{1,6}$/.test(given) && Number(given) < labels.length) return Number(given);
  throw refused(`--where ${name}`, given, `one of ${listed(labels)}`);
}
