import type { Points } from '../points.ts';
import { quoted } from '../quoted.ts';

/** What points are conditioned on, as it was found beside them: a class each, or some numbers each. */
export type PointContexts = PointClasses | PointValues;

/** A class for each point. */
export interface PointClasses {
  readonly kind: 'classes';
  /** Of the column or the array that says them. */
  readonly name: string;
  /** Of the classes, in the order of their numbers: numbers ascending, or else texts in the order of their characters. */
  readonly labels: readonly string[];
  /** For each point the number of its class, from 0. */
  readonly classes: Uint32Array;
}

/** Some numbers for each point. */
export interface PointValues {
  readonly kind: 'values';
  /** Of the columns, as many as there are numbers. */
  readonly names: readonly string[];
  /** [points, numbers] */
  readonly values: Points;
}

/**
 * How contexts are to be understood: as classes, as numbers, or, which is `auto`, as classes where there is one column of text or
 * of few different whole numbers, and else as numbers.
 */
export type ContextKind = 'auto' | 'classes' | 'values';

/** Most classes: a column of more different entries names the points rather than their classes. */
export const mostClasses = 1000;

/** Most different whole numbers that are taken for classes by default. */
const mostGuessed = 20;

/** Longest label of a class, in characters. */
export const longestLabel = 1000;

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** Classes by an entry for each point, which is one of the different ones. */
export function classesOf(name: string, different: readonly string[], entries: Uint32Array): PointClasses {
  const isNumeric = different.every((entry) => decimal.test(entry) && Number.isFinite(Number(entry)));
  // 3 and 3.0 are the same class.
  const written = isNumeric ? different.map((entry) => String(Number(entry) + 0)) : different;
  const labels = [...new Set(written)].sort(isNumeric ? (a, b) => Number(a) - Number(b) : undefined);
  const numbers = new Map(labels.map((label, k) => [label, k]));
  const places = written.map((label) => numbers.get(label)!);
  return { kind: 'classes', name, labels, classes: entries.map((entry) => places[entry]!) };
}

/** Whether numbers are taken for classes by default: a column of few different whole ones. */
export function lookLikeClasses({ values, shape: [, width] }: Points): boolean {
  if (width !== 1) return false;
  const different = new Set<number>();
  for (const value of values) {
    if (!Number.isSafeInteger(value) || different.add(value).size > mostGuessed) return false;
  }
  return true;
}

/** Classes by a number for each point; undefined where there are more than may be. */
export function classesOfNumbers(name: string, values: ArrayLike<number>): PointClasses | undefined {
  const numbers = new Map<number, number>();
  const entries = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! + 0;
    if (!numbers.has(value) && numbers.size === mostClasses) return undefined;
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    entries[i] = numbers.get(value)!;
  }
  return classesOf(name, [...numbers.keys()].map(String), entries);
}

/** How many points there are contexts of. */
export function countOfContexts(contexts: PointContexts): number {
  return contexts.kind === 'classes' ? contexts.classes.length : contexts.values.shape[0];
}

/** Contexts as rows of numbers, which for classes are their numbers. */
export function rowsOfContexts(contexts: PointContexts): Points {
  if (contexts.kind === 'values') return contexts.values;
  return { values: Float64Array.from(contexts.classes), shape: [contexts.classes.length, 1] };
}

/** Contexts of the same kind, of other rows. */
export function contextsOfRows(like: PointContexts, rows: Points): PointContexts {
  return like.kind === 'values' ? { ...like, values: rows } : { ...like, classes: Uint32Array.from(rows.values) };
}

/** How many points are of each class. */
export function countsOfClasses({ labels, classes }: PointClasses): number[] {
  const counts = labels.map(() => 0);
  for (const k of classes) counts[k]!++;
  return counts;
}

/** What contexts have in common that nothing could be learned from, in words; undefined where they differ. */
export function sameInAll(contexts: PointContexts): string | undefined {
  if (contexts.kind === 'classes') {
    const [first] = contexts.classes;
    if (contexts.classes.some((k) => k !== first)) return undefined;
    return `all points are of the class ${quoted(contexts.labels[first!]!)} of ${quoted(contexts.name)}`;
  }
  const { values, shape } = contexts.values;
  const same = contexts.names.findIndex(
    (_, j) => !values.some((value, i) => i % shape[1] === j && value !== values[j]),
  );
  return same < 0 ? undefined : `all points have the value ${values[same]} of ${quoted(contexts.names[same]!)}`;
}
