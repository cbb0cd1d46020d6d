import type { PartsFormat } from '../options/parts.ts';

/** One of the parts that many samples are drawn and kept in. */
export interface Part {
  /** From 0. */
  readonly index: number;
  /** Of how many. */
  readonly parts: number;
  /** The first of its particles among all, a multiple of 4. */
  readonly first: number;
  readonly particles: number;
}

/** Most parts that particles can be drawn in: four of them share their random numbers. */
export function mostPartsOf(particles: number): number {
  return Math.ceil(particles / 4);
}

/** Part `index` of so many, which differ by at most one quad of particles. There are at most `mostPartsOf(particles)`. */
export function partOf(index: number, parts: number, particles: number): Part {
  const quads = mostPartsOf(particles);
  const start = (i: number): number => Math.min(particles, 4 * Math.floor((i * quads) / parts));
  const first = start(index);
  return { index, parts, first, particles: start(index + 1) - first };
}

/** The name of a part without its ending, such as part-00007-of-00100. */
export function stemOf({ index, parts }: Pick<Part, 'index' | 'parts'>): string {
  const digits = (n: number): string => String(n).padStart(5, '0');
  return `part-${digits(index)}-of-${digits(parts)}`;
}

export function fileOf(part: Pick<Part, 'index' | 'parts'>, format: PartsFormat): string {
  return `${stemOf(part)}.${format}`;
}

/** Ascending numbers as job arrays take them, such as 3,17-19. */
export function rangesOf(indices: readonly number[]): string {
  const ranges: [from: number, to: number][] = [];
  for (const index of indices) {
    const last = ranges.at(-1);
    if (last && index === last[1] + 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}
