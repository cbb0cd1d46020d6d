import { conditional, type Engine, heun, karras, type Model, type Points } from '../../src/index.ts';
import { rowOf, type Task } from './tasks/index.ts';

/** Draws of posteriors. */
export interface PosteriorDraws {
  /** [observations·count, parameters], those of an observation behind one another. */
  readonly draws: Points;
  /** The share of all draws that lay outside the prior, and were rejected. */
  readonly rejected: number;
}

export interface DrawOptions {
  /** Draws for each observation. */
  readonly count: number;
  readonly seed: number;
  /** Steps of Heun's method. */
  readonly levels?: number;
}

/** Where draws still lie outside the prior after so many attempts, the model knows nothing of the observation. */
const mostRounds = 40;

/**
 * Draws θ given each observation from a model of its scores, by Heun's method. Where the prior has bounds, what lies beyond is rejected and drawn anew.
 * @param observations [observations, observed]
 */
export async function drawPosterior(
  engine: Engine,
  { model, task }: { readonly model: Model; readonly task: Task },
  observations: Points,
  { count, seed, levels = 24 }: DrawOptions,
): Promise<PosteriorDraws> {
  const [number] = observations.shape;
  const { parameters, bounds } = task;
  const [from, to] = model.noise.levels.flatMap((sigma, i, { length }) => (i % (length - 1) === 0 ? [sigma] : []));
  const noise = karras({ from: from!, to: to!, levels });
  const kept = new Float32Array(number * count * parameters);
  const filled = new Uint32Array(number);
  let [drawn, accepted] = [0, 0];
  for (let round = 0; accepted < number * count; round++) {
    if (round === mostRounds)
      throw new Error(`${task.name}: ${number * count - accepted} draws lie outside the prior, however often drawn`);
    // The observation of each particle.
    const of = Array.from(filled).flatMap((found, i) => Array<number>(count - found).fill(i));
    const context = number === 1 ? rowOf(observations, 0) : rowsAt(observations, of);
    using sampler = await engine.sampler({
      ...{ score: conditional(model, context), noise, method: heun(), particles: of.length },
      seed: seed + 1_000_000 * round,
    });
    for await (const _ of sampler.run());
    const { values } = await sampler.samples();
    for (const [i, observation] of of.entries()) {
      const draw = values.subarray(i * parameters, (i + 1) * parameters);
      if (bounds && !draw.every((value) => value >= bounds[0] && value <= bounds[1])) continue;
      kept.set(draw, (observation * count + filled[observation]!++) * parameters);
      accepted++;
    }
    drawn += of.length;
  }
  return { draws: { values: kept, shape: [number * count, parameters] }, rejected: 1 - accepted / drawn };
}

function rowsAt(points: Points, places: readonly number[]): Points {
  return {
    values: Float32Array.from(places.flatMap((i) => rowOf(points, i))),
    shape: [places.length, points.shape[1]],
  };
}
