import { advise } from '../../advisor.ts';
import { type Concern, dataConcerns, noiseConcerns } from '../../concerns/index.ts';
import type { Output } from '../../conditioning.ts';
import type { Engine } from '../../engine.ts';
import { squarable } from '../../errors.ts';
import { mlp, type Network } from '../../network.ts';
import { geometric, type Noise } from '../../noise.ts';
import type { Adam } from '../../optimizer.ts';
import type { Points } from '../../points.ts';
import { deviationOf } from '../../spread.ts';
import type { Trainer } from '../../trainer.ts';
import { standardisation, standardised, type Transform } from '../../transform.ts';
import { coordinatesFrom, requireSameCoordinates, wholeInWords } from '../columns.ts';
import {
  asNumberedBy,
  contextColumnsOf,
  contextFor,
  requireTelling,
  trainingContext,
  withConditionOf,
} from '../condition.ts';
import { UsageError } from '../exit.ts';
import { type Loaded, loadCheckpoint, loadPoints } from '../files/load.ts';
import type { TrainRequest } from '../options/train.ts';
import { requireSameData, resumptionOf } from './resume.ts';

/** A training that can begin, or go on: what it is about, and what makes its trainer. */
export interface TrainingJob {
  readonly data: Points;
  /** What there is to say of where they come from. */
  readonly loaded: Loaded;
  readonly network: Network;
  readonly noise: Noise;
  readonly transform: Transform | undefined;
  /** Whether an average of the parameters is kept. */
  readonly averaged: boolean;
  readonly steps: number;
  readonly trainer: (engine: Engine) => Promise<Trainer>;
  /** What to know of the data and the noise levels. */
  readonly concerns: readonly Concern[];
}

/** A new training, on what `load` gives for its source. @throws UsageError, PathError, ArgumentError */
export async function begin(request: TrainRequest, load = loadPoints): Promise<TrainingJob> {
  const { source, points, standardise, averaging, batch, noisePerRow, weighting, perturbation, seed } = request;
  const loaded = await load(source, { count: points, seed });
  const data = loaded.points;
  const { names } = loaded;
  const coordinates = coordinatesFrom(source, loaded);
  const transform = standardise && standardisation(data, standardise);
  const learned = transform ? standardised(data, transform) : data;
  const noise = request.noise ?? advisedLadder(learned);
  const { hidden, activation, conditioning, contextDropout } = request;
  const { contexts } = loaded;
  if (contexts) requireTelling(contexts);
  const output = outputFor(request, learned);
  const network = mlp({
    ...{ dimension: data.shape[1], hidden, activation, conditioning, output },
    ...(contexts && { context: contextFor(contexts) }),
  });
  const concerns = [...dataConcerns(data, { names, standardise }), ...noiseConcerns(learned, noise, { names })];
  const optimizer = optimizerFor(request, concerns);
  const options = {
    ...{ data, network, noise, optimizer, noisePerRow, weighting, perturbation, seed },
    ...(averaging && { averaging }),
    ...(batch !== undefined && { batch }),
    ...(transform && { standardise: transform }),
    coordinates,
    ...(contexts && { context: trainingContext(contexts), contextColumns: contextColumnsOf(contexts) }),
    ...(contextDropout !== undefined && { contextDropout }),
  };
  // Where a training begins, the steps are given or have their default.
  const steps = request.steps!;
  return {
    ...{ data, network, noise, transform, averaged: averaging !== undefined, steps, concerns },
    loaded: { ...loaded, notes: [...loaded.notes, ...wholeInWords(coordinates)] },
    trainer: (engine) => engine.trainer(options),
  };
}

/** The training in the file of the request, on what `load` gives for its source. @throws UsageError, PathError, ArgumentError */
export async function goOn(request: TrainRequest, load = loadPoints): Promise<TrainingJob> {
  const { checkpoint, steps, points, seed } = resumptionOf(request, await loadCheckpoint(request.out));
  const source = withConditionOf(request.source, checkpoint, request.out);
  const loaded = await load(source, { count: points, seed });
  const data = loaded.points;
  const contexts = loaded.contexts && asNumberedBy(loaded.contexts, checkpoint, request.out);
  requireSameCoordinates({ source, found: loaded }, { file: request.out, coordinates: checkpoint.coordinates });
  requireSameData(request, checkpoint, data);
  const { network, noise, transform, settings } = checkpoint;
  return {
    ...{ data, loaded, network, noise, transform, averaged: settings.averaging !== undefined, steps },
    trainer: (engine) => engine.trainer({ data, checkpoint, ...(contexts && { context: trainingContext(contexts) }) }),
    // They were printed when it began.
    concerns: [],
  };
}

/** Rows far out make a few gradients so long that the others would count for nothing: unless asked for, all are clipped. */
function optimizerFor({ optimizer, given }: TrainRequest, concerns: readonly Concern[]): Adam {
  const unclipped = given.has('clip') || !concerns.some(({ kind }) => kind === 'far-out');
  return unclipped ? optimizer : { ...optimizer, clip: 1 };
}

/** The noise levels that the advisor has for data, in their units. @throws ArgumentError */
export function advisedLadder(data: Points): Noise {
  const { from, to, levels } = advise(data);
  return geometric({ from, to, levels });
}

/** @throws UsageError where data would have to be standardised for the form of EDM */
function outputFor({ output }: TrainRequest, data: Points): Output {
  if (typeof output !== 'object') return output;
  const edm = output.edm ?? deviationOf(data);
  if (edm >= squarable.least && edm <= squarable.most) return { edm };
  throw new UsageError(
    `--data: its deviation, ${Number(edm.toPrecision(3))}, is beyond what float32 computes with; standardise it by --standardise columns`,
  );
}
