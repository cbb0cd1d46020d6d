import type { GaussianMixture } from '../../../../src/index.ts';

/** A part of a mixture that lies apart from all others: one component, or several that overlap. */
export interface Mode {
  /** Its components. */
  readonly components: readonly number[];
  readonly weight: number;
  readonly mean: readonly number[];
  /** How a person would point at it, such as "the left mode". */
  readonly name: string;
  /** From its middle to that of the nearest other. */
  readonly nearest: number;
}

/** Components nearer to each other than so many of their deviations make one mode: those of curves and of strokes of paint. */
const apart = 4;

/** The modes of a mixture of few components; none where there is but one. */
export function modesOf({ weights, means, deviations }: GaussianMixture): Mode[] {
  const groups = grouped(means, deviations);
  if (groups.length < 2) return [];
  const drafts = groups.map((components) => {
    const weight = components.reduce((sum, k) => sum + weights[k]!, 0);
    const mean = means[0]!.map((_, j) =>
      components.reduce((sum, k) => sum + (weights[k]! * means[k]![j]!) / weight, 0),
    );
    return { components, weight, mean };
  });
  const names = namesOf(drafts.map(({ mean }) => mean));
  return drafts.map((draft, i) => {
    const others = drafts.filter((_, k) => k !== i).map(({ mean }) => distance(mean, draft.mean));
    return { ...draft, name: names[i]!, nearest: Math.min(...others) };
  });
}

/** From the middle of a mode to that of the farthest other. */
export function widest(modes: readonly Mode[]): number {
  return Math.max(0, ...modes.flatMap((a) => modes.map((b) => distance(a.mean, b.mean))));
}

function grouped(means: readonly (readonly number[])[], deviations: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const k of means.keys()) {
    const touches = (i: number) => distance(means[i]!, means[k]!) < apart * Math.max(deviations[i]!, deviations[k]!);
    const joined = groups.filter((group) => group.some(touches));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push([...joined.flat(), k]);
  }
  return groups.map((group) => group.sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, j) => value - b[j]!));
}

/** By where each lies among all, if that tells them apart, else by coordinates. */
function namesOf(means: readonly (readonly number[])[]): string[] {
  const words = means.map((mean) =>
    mean.map((value, j) =>
      sideOf(
        value,
        means.map((each) => each[j]!),
        j,
      ),
    ),
  );
  const sides = words.map(([across, upwards = '']) => [upwards, across].filter(Boolean).join(' ') || 'middle');
  const tell = new Set(sides).size === sides.length;
  return means.map((mean, i) => (tell ? `the ${sides[i]} mode` : `the mode at ${place(mean)}`));
}

function sideOf(value: number, all: readonly number[], axis: number): string {
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const at = most > least ? (2 * (value - least)) / (most - least) - 1 : 0;
  if (Math.abs(at) <= 1 / 3) return '';
  return (
    [
      ['left', 'right'],
      ['bottom', 'top'],
    ] as const
  )[axis]![at < 0 ? 0 : 1];
}

function place(mean: readonly number[]): string {
  const numbers = mean.map((value) => String(Number(value.toFixed(1)) || 0).replace('-', '−'));
  return numbers.length === 1 ? numbers[0]! : `(${numbers.join(', ')})`;
}
