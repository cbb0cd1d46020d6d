import type { Report } from '../protocol.ts';
import type { Particles } from './particles.ts';

/** Says where particles of one dimension are after some updates: a column of the picture of their descent. */
export interface Descent {
  report(panes: readonly Particles[], range: readonly [number, number]): Promise<void>;
}

const cells = 160;
/** Parts of a run of each of which there is a column, however fast it goes. */
const parts = 80;

export function createDescent(post: (report: Report) => void): Descent {
  let counted: readonly Particles[] | undefined;
  return {
    async report(panes, range) {
      const columns = [];
      for (const pane of panes) {
        const counts = await pane.counts(range, cells);
        columns.push({ update: pane.completed, counts, particles: pane.count });
      }
      post({ kind: 'descent', fresh: counted !== panes, panes: columns });
      counted = panes;
    },
  };
}

/** Shares of a run at which there is to be a column on the way from one share to another: none on the way back. */
export function columnsBetween(from: number, to: number): number[] {
  const first = Math.floor(from * parts + 1e-9) + (from > 0 ? 1 : 0);
  const shares: number[] = [];
  for (let part = first; part / parts < to - 1e-9; part++) shares.push(part / parts);
  return shares;
}
