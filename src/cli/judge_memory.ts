import { judgingBytes } from '../judging/effort.ts';
import type { Goal } from '../judging/goal.ts';
import { UsageError } from './exit.ts';
import { freeMemory, gibibytes } from './memory.ts';

/** Refuses more samples than there is memory to judge, before they are drawn. @throws UsageError */
export function requireMemoryToJudge(particles: number, dimension: number, goal: Goal, free = freeMemory()): void {
  const bytes = (count: number): number =>
    'data' in goal
      ? judgingBytes([count, dimension], goal.data.shape[0], goal.data.values.BYTES_PER_ELEMENT)
      : judgingBytes([count, dimension], undefined);
  const needed = bytes(particles);
  if (needed <= free) return;
  const least = bytes(0);
  const most = Math.max(0, Math.floor((particles * (free - least)) / (needed - least)));
  throw new UsageError(
    `--particles: to judge ${particles} in ${dimension} dimension(s) takes about ${gibibytes(needed)} of memory, but ${gibibytes(free)} are free, enough for ${most}`,
  );
}
