import type { AdapterDescription } from '../../adapter_description.ts';
import type { Engine } from '../../engine.ts';
import type { Settings } from '../options/sweep.ts';

/** What became of a run: plain data, as its file of JSON holds it. */
export interface RunRecord {
  readonly run: number;
  readonly settings: Settings;
  readonly seed: number;
  readonly status: 'finished' | 'diverged';
  /** Steps in all that were asked for. */
  readonly steps: number;
  /** Index (from 0) of the first step whose loss was not finite, of a run that diverged. */
  readonly divergedAt?: number;
  /** The denoising loss on points of the training, and on those held out; none where it diverged or is not finite. */
  readonly trainingLoss?: number;
  readonly heldOutLoss?: number;
  /** Standard error of the loss held out, as a mean over points. */
  readonly heldOutError?: number;
  /** Seconds of training in the process that ended it, from the step that this process found. */
  readonly seconds: number;
  readonly resumedFrom: number;
  readonly engine: Engine['kind'];
  readonly adapter: AdapterDescription;
  /** The file of the training, from the folder of the sweep; none where it diverged before anything was worth keeping. */
  readonly model?: string;
}

/** Runs that have a loss on points held out, from the best to the worst, equal ones by their number. */
export function ranked(records: readonly RunRecord[]): RunRecord[] {
  return records
    .filter(({ heldOutLoss }) => heldOutLoss !== undefined)
    .sort((a, b) => a.heldOutLoss! - b.heldOutLoss! || a.run - b.run);
}
