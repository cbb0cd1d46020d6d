import { type Program, totalOf } from './program.ts';

/** Where a run stands. */
export interface Position {
  /** Index of the stage that is next. */
  readonly entry: number;
  /** Its noise level. */
  readonly level: number;
  /** Evaluations of the score that have been made at that level. */
  readonly step: number;
}

/** Which update of a program is in which stage and at which noise level. */
export interface Timetable {
  /** Updates in all. */
  readonly total: number;
  /** The numbers, in the random counter, of the first update of every stage. */
  readonly firsts: readonly number[];
  /** The stage that holds an update. */
  entryOf(update: number): number;
  /** Where a run stands after `completed` updates, which must be fewer than there are. */
  position(completed: number): Position;
  /** Updates made in all when the noise level of the next one is done; likewise. */
  endOfLevel(completed: number): number;
}

/** Made once for a run: programs may have tens of thousands of stages, and runs ask after each. */
export function timetableOf(program: Program): Timetable {
  const { stages } = program;
  const total = totalOf(program);
  const firsts: number[] = [];
  // For every stage the first update of its level, and the first one after it.
  const levelFirsts: number[] = [];
  const levelEnds: number[] = Array(stages.length).fill(total);
  let first = 0;
  stages.forEach(({ count, level }, i) => {
    const goesOn = i > 0 && stages[i - 1]!.level === level;
    firsts.push(first);
    levelFirsts.push(goesOn ? levelFirsts[i - 1]! : first);
    first += count;
  });
  for (let i = stages.length - 2; i >= 0; i--) {
    levelEnds[i] = stages[i + 1]!.level === stages[i]!.level ? levelEnds[i + 1]! : firsts[i + 1]!;
  }

  function entryOf(update: number): number {
    let [low, high] = [0, firsts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (firsts[middle]! <= update) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  return {
    total,
    firsts,
    entryOf,
    position(completed) {
      const entry = entryOf(completed);
      return { entry, level: stages[entry]!.level, step: completed - levelFirsts[entry]! };
    },
    endOfLevel: (completed) => levelEnds[entryOf(completed)]!,
  };
}
