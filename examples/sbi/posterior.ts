import { conditional, type Engine, heun, karras, type Model, type Points } from '../../src/index.ts';
import { draws as drawRows } from './tasks/draws.ts';
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
  /** Noise levels of Heun's method, two evaluations each; 24 unless given. */
  readonly levels?: number;
}

/** Where draws still lie outside the prior after so many attempts, the model knows nothing of the observation. */
const mostRounds = 40;

/**
 * Draws θ given each observation from a model of its scores, by Heun's method. Where the prior has bounds, draws outside it are rejected and replaced.
 * @param observations [observations, observed]
 * @throws Error when draws of an observation keep lying beyond
 */
export async function drawPosterior(
  engine: Engine,
  { model, task }: { readonly model: Model; readonly task: Task },
  observations: Points,
  { count, seed, levels = 24 }: DrawOptions,
): Promise<PosteriorDraws> {
  const [number] = observations.shape;
  const { parameters, bounds } = task;
  const [from, to] = [model.noise.levels[0]!, model.noise.levels.at(-1)!];
  const noise = karras({ from, to, levels });
  const kept = new Float32Array(number * count * parameters);
  const filled = new Uint32Array(number);
  let [tried, accepted] = [0, 0];
  for (let round = 0; accepted < number * count; round++) {
    if (round === mostRounds)
      throw new Error(`${task.name}: ${number * count - accepted} draws lie outside the prior, however often drawn`);
    // The observation of each particle.
    const of = Array.from(filled).flatMap((found, i) => Array<number>(count - found).fill(i));
    const context = number === 1 ? rowOf(observations, 0) : rowsAt(observations, of);
    const score = conditional(model, context);
    const key = seed + 1_000_000 * round;
    const initial = await startsOf(engine, score, { particles: of.length, sigma: from, seed: key });
    using sampler = await engine.sampler({
      ...{ score, noise, method: heun(), particles: of.length },
      ...{ initial, seed: key },
    });
    for await (const _ of sampler.run());
    const { values } = await sampler.samples();
    for (const [i, observation] of of.entries()) {
      const draw = values.subarray(i * parameters, (i + 1) * parameters);
      if (bounds && !draw.every((value) => value >= bounds[0] && value <= bounds[1])) continue;
      kept.set(draw, (observation * count + filled[observation]!++) * parameters);
      accepted++;
    }
    tried += of.length;
  }
  return { draws: { values: kept, shape: [number * count, parameters] }, rejected: 1 - accepted / tried };
}

/**
 * Where particles start: normals of the first noise level about the mean that the model knows of each posterior. Samplers start about the mean of all
 * data by default, which would move draws by about (distance of the means)/σ₁ deviations.
 */
async function startsOf(
  engine: Engine,
  score: Model,
  { particles, sigma, seed }: { readonly particles: number; readonly sigma: number; readonly seed: number },
): Promise<Points> {
  const { shift, scale } = score.transform!;
  const dimension = shift.length;
  const middle = Float32Array.from({ length: particles * dimension }, (_, at) => shift[at % dimension]!);
  const shape = [particles, dimension] as const;
  // The mean of what is without noise, x + σ²·s (Tweedie): at the largest σ it hardly depends on x.
  const { values: scores } = await engine.score({ score, points: { values: middle, shape }, sigma });
  return drawRows(particles, seed, { dimension, uniforms: 0, normals: dimension }, (values, at, _, normals) => {
    for (let j = 0; j < dimension; j++) {
      const deviation = sigma * scale[j]!;
      values[at + j] = middle[at + j]! + deviation ** 2 * scores[at + j]! + deviation * normals[j]!;
    }
  });
}

function rowsAt(points: Points, places: readonly number[]): Points {
  return {
    values: Float32Array.from(places.flatMap((i) => rowOf(points, i))),
    shape: [places.length, points.shape[1]],
  };
}
