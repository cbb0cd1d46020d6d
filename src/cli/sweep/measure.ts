import type { Engine } from '../../engine.ts';
import { denoisingLoss, levelsToMeasure, type MeanLoss } from '../../judging/denoising_loss.ts';
import { atMost, holdOut } from '../../judging/hold_out.ts';
import type { Model } from '../../network.ts';
import { inFloat32, type Points } from '../../points.ts';
import { standardisation, standardised } from '../../transform.ts';
import { advisedLadder } from '../commands/training_job.ts';
import { UsageError } from '../exit.ts';
import type { SweepRequest } from '../options/sweep.ts';

/** Points that a loss is measured on, at most, and numbers in them: a level is evaluated at one go. */
const most = { points: 2 ** 16, numbers: 2 ** 24 } as const;

/** Of the choice of points: the same for all runs, on all machines. */
const seed = 0;

/** What all models of a sweep are measured on. */
export interface Measure {
  /** In the units of the data. */
  readonly training: Points;
  readonly heldOut: Points;
  /** Of noise, in standardised units where the data are standardised. */
  readonly levels: readonly number[];
}

/**
 * What runs are trained on, and what they are measured on: no more points than are quickly evaluated.
 * @throws UsageError where there is one point alone
 */
export function partsOf(
  data: Points,
  { base: { standardise, noise }, holdOut: share }: SweepRequest,
): { training: Points; measure: Measure } {
  const [count, dimension] = data.shape;
  if (count < 2) throw new UsageError('--holdout: there is one point alone, of which no part can be held out');
  const { training, heldOut } = holdOut(data, share, seed);
  const learned = standardise ? standardised(training, standardisation(training, standardise)) : training;
  const rows = Math.max(1, Math.min(most.points, Math.floor(most.numbers / dimension)));
  return {
    training,
    measure: {
      training: atMost(training, rows, seed),
      heldOut: atMost(heldOut, rows, seed),
      levels: levelsToMeasure(noise ?? advisedLadder(learned)),
    },
  };
}

/**
 * The denoising loss of a model on points of the training and on those held out, in the units that it was trained in.
 * @throws the signal's reason once it is aborted
 */
export async function lossesOf(
  engine: Engine,
  { transform, ...network }: Model,
  { training, heldOut, levels }: Measure,
  signal: AbortSignal,
): Promise<{ training: MeanLoss; heldOut: MeanLoss }> {
  const lossOn = (rows: Points): Promise<MeanLoss> =>
    denoisingLoss(
      async (points, sigma) => {
        // A turn of the event loop, in which a signal is handled.
        await new Promise((done) => setImmediate(done));
        signal.throwIfAborted();
        return engine.score({ score: network, points, sigma });
      },
      transform ? standardised(rows, transform) : inFloat32('data', rows),
      levels,
    );
  return { training: await lossOn(training), heldOut: await lossOn(heldOut) };
}
