import type { Engine } from '../engine.ts';
import { ArgumentError } from '../errors.ts';
import { fieldOf } from '../fields/index.ts';
import type { Score } from '../fields/score.ts';
import type { Points } from '../points.ts';
import type { Transform } from '../transform.ts';
import { dormandPrince } from './dormand_prince.ts';
import { heunThrough, rungeKuttaThrough } from './steps.ts';

/** How the probability flow is solved. */
export interface FlowMethod {
  /**
   * `rk4`, of fourth order and five evaluations a step, or `heun`, of second order and two: a step from each noise level to the
   * next, with the particles on the device. Or `rk45`, from the first level to the last in steps whose error is controlled, with the
   * particles on the host. `rk4` unless given.
   */
  readonly method?: 'rk4' | 'heun' | 'rk45';
  /** Of rk45: relative and absolute error of a step, 1e-5 unless given. */
  readonly tolerance?: number;
}

/** What is carried along the flow, and from where to where. */
export interface Journey {
  /** A score, or one with its divergence; then points have a further coordinate for each estimate of that. */
  readonly score: Score;
  /** In the units of the data. */
  readonly points: Points;
  /** Noise levels in the order in which they are passed. */
  readonly sigmas: readonly number[];
  readonly method: Required<FlowMethod>;
  readonly signal: AbortSignal | undefined;
  readonly onShare: (share: number) => void;
}

export interface Arrival {
  readonly points: Points;
  /** Evaluations of the score at each point. */
  readonly evaluations: number;
}

/** Carries points along the probability flow. @throws SamplingDivergedError or ArgumentError where they stop being finite */
export function solveFlow(engine: Engine, journey: Journey): Promise<Arrival> {
  return journey.method.method === 'rk45' ? byRk45(engine, journey) : byProgram(engine, journey);
}

async function byProgram(
  engine: Engine,
  { score, points, sigmas, signal, onShare, method }: Journey,
): Promise<Arrival> {
  using sampler = await engine.sampler({
    score,
    method: method.method === 'rk4' ? rungeKuttaThrough(sigmas) : heunThrough(sigmas),
    particles: points.shape[0],
    initial: points,
  });
  for await (const { completed, total } of sampler.run(signal && { signal })) onShare(completed / total);
  return { points: await sampler.samples(), evaluations: sampler.total };
}

async function byRk45(engine: Engine, journey: Journey): Promise<Arrival> {
  const { score, points, sigmas, method, signal, onShare } = journey;
  const { transform } = fieldOf(score).describe(score, fieldOf);
  const { shape } = points;
  const [from, to] = [sigmas[0]!, sigmas.at(-1)!];
  const units = unitsOf(transform, shape[1]);
  const found = await dormandPrince(
    async (y, u) => {
      signal?.throwIfAborted();
      // The ends of the ladder are exact.
      const sigma = u === Math.log(from) ? from : u === Math.log(to) ? to : Math.exp(u);
      const { values } = await engine.score({ score, points: { values: units.toData(y), shape }, sigma });
      return units.slopes(values, -(sigma ** 2));
    },
    units.fromData(points.values),
    { from: Math.log(from), to: Math.log(to), tolerance: method.tolerance, onStep: onShare },
  );
  if (!found)
    throw new ArgumentError(
      'score',
      `a score that is not finite, or too rough for a tolerance of ${method.tolerance}, between σ = ${from} and ${to}`,
      'finite and smooth along the probability flow',
      "Take method: 'heun', a larger tolerance, or other noise levels.",
    );
  return { points: { values: units.toData(found.y), shape }, evaluations: found.evaluations };
}

/** The flow runs in standardised units, engines take points in those of the data: both in float64. */
function unitsOf(transform: Transform | undefined, dimension: number) {
  const shift = transform?.shift ?? Array<number>(dimension).fill(0);
  const scale = transform?.scale ?? Array<number>(dimension).fill(1);
  const each = (values: ArrayLike<number>, change: (value: number, j: number) => number): Float64Array =>
    Float64Array.from(values, (value, i) => change(value, i % dimension));
  return {
    toData: (y: Float64Array) => each(y, (value, j) => shift[j]! + scale[j]! * value),
    fromData: (x: ArrayLike<number>) => each(x, (value, j) => (value - shift[j]!) / scale[j]!),
    /** Scores with respect to the data as slopes in standardised units. */
    slopes: (scores: ArrayLike<number>, factor: number) => each(scores, (value, j) => factor * scale[j]! * value),
  };
}
