import { contextsOfRows, type PointContexts, rowsOfContexts } from '../../contexts/point_contexts.ts';
import type { Points } from '../../points.ts';

/** Points, and where they are conditioned on something, their contexts. */
export interface WithContexts {
  readonly points: Points;
  readonly contexts?: PointContexts;
}

/** Does to points and their contexts what is done to rows of both, such as a choice among them. */
export function byRows(
  { points, contexts }: WithContexts,
  change: (rows: Points) => readonly Points[],
): readonly WithContexts[] {
  if (!contexts) return change(points).map((part) => ({ points: part }));
  const [, dimension] = points.shape;
  return change(sideBySide(points, rowsOfContexts(contexts))).map((part) => ({
    points: columnsFrom(part, 0, dimension),
    contexts: contextsOfRows(contexts, columnsFrom(part, dimension, part.shape[1])),
  }));
}

function sideBySide(left: Points, right: Points): Points {
  const [count, width] = left.shape;
  const both = width + right.shape[1];
  const values = new Float64Array(count * both);
  for (let row = 0; row < count; row++) {
    values.set(left.values.subarray(row * width, (row + 1) * width), row * both);
    values.set(right.values.subarray(row * right.shape[1], (row + 1) * right.shape[1]), row * both + width);
  }
  return { values, shape: [count, both] };
}

function columnsFrom({ values, shape: [count, width] }: Points, from: number, to: number): Points {
  const kept = new Float64Array(count * (to - from));
  for (let row = 0; row < count; row++)
    kept.set(values.subarray(row * width + from, row * width + to), row * (to - from));
  return { values: kept, shape: [count, to - from] };
}
