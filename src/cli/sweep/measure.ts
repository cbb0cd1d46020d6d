import { conditional } from '../../contexts/conditional.ts';
import type { TrainingContext } from '../../contexts/context_data.ts';
import { contextsOfRows, type PointContexts, rowsOfContexts } from '../../contexts/point_contexts.ts';
import type { Engine } from '../../engine.ts';
import { denoisingLoss, levelsToMeasure, type MeanLoss } from '../../judging/denoising_loss.ts';
import { atMost, holdOut } from '../../judging/hold_out.ts';
import type { Model } from '../../network.ts';
import { inFloat32 } from '../../points.ts';
import { standardisation, standardised } from '../../transform.ts';
import { advisedLadder } from '../commands/training_job.ts';
import { trainingContext } from '../condition.ts';
import { UsageError } from '../exit.ts';
import type { SweepRequest } from '../options/sweep.ts';
import { byRows, type WithContexts } from './with_contexts.ts';

/** Points that a loss is measured on, at most, and numbers in them: a level is evaluated at one go. */
const most = { points: 2 ** 16, numbers: 2 ** 24 } as const;

/** Of the choice of points: the same for all runs, on all machines. */
const seed = 0;

/** What all models of a sweep are measured on. */
export interface Measure {
  /** In the units of the data, with their contexts where they have some. */
  readonly training: WithContexts;
  readonly heldOut: WithContexts;
  /** Of noise, in standardised units where the data are standardised. */
  readonly levels: readonly number[];
}

/**
 * What runs are trained on, and what they are measured on: no more points than are quickly evaluated.
 * @throws UsageError where there is one point alone
 */
export function partsOf(
  data: WithContexts,
  { base: { standardise, noise }, holdOut: share }: SweepRequest,
): { training: WithContexts; measure: Measure } {
  const [count, dimension] = data.points.shape;
  if (count < 2) throw new UsageError('--holdout: there is one point alone, of which no part can be held out');
  const [training, heldOut] = byRows(data, (rows) => {
    const split = holdOut(rows, share, seed);
    return [split.training, split.heldOut];
  }) as [WithContexts, WithContexts];
  const { points } = training;
  const learned = standardise ? standardised(points, standardisation(points, standardise)) : points;
  const rows = Math.max(1, Math.min(most.points, Math.floor(most.numbers / dimension)));
  const few = (part: WithContexts): WithContexts => byRows(part, (all) => [atMost(all, rows, seed)])[0]!;
  return {
    training,
    measure: {
      training: few(training),
      heldOut: few(heldOut),
      levels: levelsToMeasure(noise ?? advisedLadder(learned)),
    },
  };
}

/**
 * The denoising loss of a model on points of the training and on those held out, in the units that it was trained in, each in its
 * own context.
 * @throws the signal's reason once it is aborted
 */
export async function lossesOf(
  engine: Engine,
  { transform, ...network }: Model,
  { training, heldOut, levels }: Measure,
  signal: AbortSignal,
): Promise<{ training: MeanLoss; heldOut: MeanLoss }> {
  const lossOn = ({ points: rows, contexts }: WithContexts): Promise<MeanLoss> =>
    denoisingLoss(
      async (points, sigma) => {
        // A turn of the event loop, in which a signal is handled.
        await new Promise((done) => setImmediate(done));
        signal.throwIfAborted();
        const score = contexts ? conditional(network, repeated(contexts, points.shape[0])) : network;
        return engine.score({ score, points, sigma });
      },
      transform ? standardised(rows, transform) : inFloat32('data', rows),
      levels,
    );
  return { training: await lossOn(training), heldOut: await lossOn(heldOut) };
}

/** Contexts for so many points, of which those after the last begin from the first again. */
function repeated(contexts: PointContexts, count: number): TrainingContext {
  const { values, shape } = rowsOfContexts(contexts);
  const again = Float64Array.from({ length: count * shape[1] }, (_, i) => values[i % values.length]!);
  return trainingContext(contextsOfRows(contexts, { values: again, shape: [count, shape[1]] }));
}
