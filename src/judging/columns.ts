import { type Frame, kolmogorovSmirnovOfSets, sortedColumn } from '../diagnostics/index.ts';
import type { Points } from '../points.ts';
import type { Draws } from './draws.ts';
import { type Measure, meanOf, measureOf } from './measure.ts';

/** Where a column lies and how wide it is, as no far value can change it. */
export interface Spread {
  readonly median: number;
  /** The interquartile range. */
  readonly iqr: number;
}

/** One column of the samples beside the same of what they ought to follow. */
export interface ColumnVerdict {
  /** Its number, from 0. */
  readonly column: number;
  readonly samples: Spread;
  readonly target: Spread;
  /** The Kolmogorov–Smirnov distance of both. */
  readonly ks: Measure;
}

export interface ColumnsVerdict {
  readonly each: readonly ColumnVerdict[];
  /** The largest distance of all columns, whose floor is the largest of perfect draws. */
  readonly largestKs: Measure;
}

/** Compares samples column by column with the references, of which means are taken. The frame holds all that is given. */
export function columnsOf(
  samples: Points,
  { references, perfect }: Draws,
  frame: Frame,
  report: (done: number) => void,
): ColumnsVerdict {
  const [count, dimension] = samples.shape;
  const sets = [samples, ...perfect];
  const sorted = (set: Points) => new Float32Array(set.shape[0]);
  const buffers = { sets: sets.map(sorted), references: references.map(sorted) };
  const scratch = new Uint32Array(Math.max(count, ...references.map(({ shape }) => shape[0])));
  const largest = sets.map(() => 0);
  const each = Array.from({ length: dimension }, (_, column): ColumnVerdict => {
    sets.forEach((set, i) => {
      sortedColumn(buffers.sets[i]!, set, column, frame, scratch);
    });
    references.forEach((set, k) => {
      sortedColumn(buffers.references[k]!, set, column, frame, scratch);
    });
    const distances = buffers.sets.map((set) => meanOf(buffers.references.map((r) => kolmogorovSmirnovOfSets(set, r))));
    distances.forEach((distance, i) => {
      largest[i] = Math.max(largest[i]!, distance);
    });
    report((column + 1) / dimension);
    const spread = (set: Float32Array): Spread => spreadOf(set, frame, column);
    const others = buffers.references.map(spread);
    return {
      column,
      samples: spread(buffers.sets[0]!),
      target: { median: meanOf(others.map(({ median }) => median)), iqr: meanOf(others.map(({ iqr }) => iqr)) },
      ks: measureOf(distances, count),
    };
  });
  return { each, largestKs: measureOf(largest, count) };
}

function spreadOf(sorted: Float32Array, { center, units }: Frame, column: number): Spread {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  const unit = units[column]!;
  return { median: center[column]! + unit * middle!, iqr: unit * (high! - low!) };
}

/** On straight lines between the numbers. */
function quantile(sorted: Float32Array, share: number): number {
  const at = share * (sorted.length - 1);
  const before = Math.floor(at);
  const after = Math.min(before + 1, sorted.length - 1);
  return sorted[before]! + (at - before) * (sorted[after]! - sorted[before]!);
}
