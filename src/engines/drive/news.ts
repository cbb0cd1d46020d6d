import type { ResumedInterruption } from '../../interruption.ts';
import type { Slot } from './slot.ts';

/** Interruptions of a run that its next report tells of. */
export interface News {
  /** The losses since the last time were made good: the run was taken up where so many steps or updates were completed. */
  add(from: number): void;
  /** What a report has of them; each is in one report alone. */
  take(): { readonly interruptions?: readonly ResumedInterruption[] };
}

export function createNews({ interruptions }: Slot): News {
  let waiting: ResumedInterruption[] = [];
  let known = interruptions.length;
  return {
    add(from) {
      for (const one of interruptions.slice(known)) waiting.push({ ...one, from });
      known = interruptions.length;
    },
    take() {
      if (waiting.length === 0) return {};
      const reported = waiting;
      waiting = [];
      return { interruptions: reported };
    },
  };
}
