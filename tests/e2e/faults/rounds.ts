import { textTable } from '../../../src/cli/terminal/text_table.ts';

const asked = process.env.SCOREFIELD_FAULTS;

/** Faults of each kind; more on request, by `npm run faults`. */
export const rounds = Number(asked ?? 24);

/** As many as were asked for, and else so many, of what takes long. */
export function roundsUnlessAsked(few: number): number {
  return asked === undefined ? few : rounds;
}

const seed = Number(process.env.SCOREFIELD_FAULTS_SEED ?? 1);

/** Random numbers in [0, 1), the same for one seed (mulberry32); the moments of faults are random all the same, as processes are. */
export function randomFrom(key: number): () => number {
  let state = Math.imul(seed, 0x9e3779b9) ^ key;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Does the rounds two at a time; `random` is that of the round. */
export async function inRounds(
  count: number,
  round: (i: number, random: () => number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) await round(i, randomFrom(i));
  };
  // Also where one fails, the other cleans up after itself.
  for (const ended of await Promise.allSettled([work(), work()])) if (ended.status === 'rejected') throw ended.reason;
}

/** What was tried, and how often it ended in which way. */
export function tally() {
  const counts = new Map<string, Map<string, number>>();
  return {
    /** A fault that was survived. */
    add(fault: string, outcome: string): void {
      const outcomes = counts.get(fault) ?? new Map<string, number>();
      counts.set(fault, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
    },
    print(): void {
      const rows = [...counts].map(([fault, outcomes]) => {
        const all = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
        const [most, ...others] = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`);
        return [fault, String(all), [most, ...others].join(', ')];
      });
      console.log(textTable({ head: ['fault', 'survived', 'of which'], rows }));
    },
  };
}
