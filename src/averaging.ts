import { ArgumentError } from './errors.ts';
import { isRecord, requireBoolean, requireKeys } from './require_options.ts';

/**
 * An exponential moving average of the parameters (Song and Ermon 2020, technique 5): after every update
 * average ← decay·average + (1 − decay)·parameters, from the initial parameters on. It spans about 1/(1 − decay) steps,
 * so it wants several times as many; the paper's decay is 0.999.
 */
export interface Averaging {
  /** In [0, 1). */
  readonly decay: number;
}

/** Checks an averaging, which may come from a file, and returns a copy. @throws ArgumentError */
export function averagingOf(given: Averaging): Averaging {
  if (isRecord(given)) requireKeys('averaging', given, { decay: true });
  const decay = given?.decay;
  if (!(typeof decay === 'number' && decay >= 0 && decay < 1)) {
    throw new ArgumentError('averaging.decay', decay, 'in [0, 1)', 'For instance averaging: { decay: 0.999 }.');
  }
  return { decay };
}

/** Whether a model of averaged parameters is meant: unless said, wherever an average is kept. @throws ArgumentError */
export function wantsAverage(averaging: Averaging | undefined, averaged = averaging !== undefined): boolean {
  requireBoolean('averaged', averaged);
  if (averaged && !averaging) {
    throw new ArgumentError('averaged', averaged, 'false for a trainer made without averaging');
  }
  return averaged;
}
