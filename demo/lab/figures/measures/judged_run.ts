import type { Lab } from '../../lab.ts';
import { methodWords } from '../../methods.ts';
import type { PaneMeasures } from '../../protocol.ts';

/** How good the samples of the last run were, and whether another run is under way since. */
export interface JudgedRun {
  readonly panes: readonly PaneMeasures[];
  readonly dimension: 1 | 2;
  readonly before: boolean;
  /** Of the samplers, in words. */
  readonly names: readonly string[];
}

/** Calls with the judgement of now whenever it is another, and with undefined where there is none; gives what ends that. */
export function watchJudged(lab: Lab, listener: (run: JudgedRun | undefined) => void): () => void {
  let run: JudgedRun | undefined;
  const ends = [
    lab.want('measures'),
    lab.on('problem', () => {
      run = undefined;
      listener(run);
    }),
    lab.on('measures', ({ panes }) => {
      const dimension = lab.latest('problem')?.dimension;
      // It may be of a problem that is no more.
      if (dimension === undefined || panes.some(({ side, found }) => found.length !== side ** dimension)) return;
      const names = (lab.latest('sampling')?.panes ?? []).map(({ method }) => methodWords[method]);
      run = { panes, dimension, before: false, names };
      listener(run);
    }),
    lab.on('sampling', ({ panes }) => {
      if (!run || run.before || panes.every(({ completed, total }) => completed >= total)) return;
      run = { ...run, before: true };
      listener(run);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
