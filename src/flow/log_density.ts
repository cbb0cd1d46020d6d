import type { Engine } from '../engine.ts';
import { requireForParticles } from '../engines/plan/sampling.ts';
import { ArgumentError } from '../errors.ts';
import { requireJacobian } from '../fields/derivatives.ts';
import { mostProbes, withDivergence } from '../fields/divergence.ts';
import { fieldOf } from '../fields/index.ts';
import { beside, type Points, requirePoints } from '../points.ts';
import { keyOf, type Seed } from '../random.ts';
import { isRecord, requireKeys } from '../require_options.ts';
import { defaultChunk } from '../sample_in_chunks.ts';
import type { Moments } from '../spread.ts';
import type { Transform } from '../transform.ts';
import { type FlowOptions, flowKeys, flowOf, inParts } from './options.ts';
import { solveFlow } from './solve.ts';

export interface LogDensityOptions extends FlowOptions {
  /** Where the density is wanted, [count, dimension], in the units of the data. */
  readonly points: Points;
  /**
   * `exact`, by a tangent for each dimension, or Hutchinson's estimate from so many random probes a point, 1 to 64. Exact up to 16
   * dimensions and 8 probes above unless given.
   */
  readonly divergence?: 'exact' | { readonly probes: number };
  /** Of the probes; 0 unless given. */
  readonly seed?: Seed;
}

/** The log density at every point. */
export interface LogDensity {
  /** ln p(x) of a point per unit of volume of the data, in nats. */
  readonly nats: Float64Array;
  /** −log₂ p(x) / dimension. */
  readonly bitsPerDimension: Float64Array;
  /**
   * Standard error of `nats` that comes of the probes, estimated from their scatter; absent where the divergence is exact or there is
   * one probe. Its square is 2(‖M‖²_F − Σ M_ii²)/probes in the mean, with M the symmetric part of ∫σ·J dσ along the flow.
   */
  readonly standardErrors?: Float64Array;
  /** Evaluations of the score at each point, on average; each with as many products of its Jacobian as there are tangents. */
  readonly evaluations: number;
}

/** Dimensions up to which the divergence is exact unless asked otherwise, and the probes above. */
export const exactUpTo = 16;
export const defaultProbes = 8;
/** Tangents, one for each dimension, that an exact divergence may take. */
const mostExact = 128;

/**
 * ln p(x) of the data with the least of the noise levels added, by the instantaneous change of variables along the probability flow
 * (Song et al. 2021, section 4.3 and appendix D.2):
 *
 *     ln p(x) = ln N(x_T; mean, deviation² + σ_max²) − ∫ σ·div s(x_σ, σ) dσ,      dx/dσ = −σ·s(x, σ),   σ_min … σ_max.
 *
 * It is exact for the score but for the solver, and for the normal that stands for the data at σ_max: that lacks correlations and
 * skewness, terms of order (deviation/σ_max)² and (deviation/σ_max)³.
 * @throws ArgumentError on bad options, SamplingDivergedError where points stop being finite, and the reason of an aborted signal
 */
export async function logDensity(engine: Engine, options: LogDensityOptions): Promise<LogDensity> {
  requireKeys('', options, { ...flowKeys, points: true, divergence: true, seed: true });
  const { points, seed = 0 } = options;
  const flow = flowOf(engine, options);
  requireJacobian('score', flow.score);
  const { dimension, transform } = flow.described;
  requirePoints('points', points, dimension);
  requireForParticles('score', flow.described, points.shape[0]);
  keyOf(seed);
  const probes = probesFor(options.divergence, dimension);
  const estimates = Math.max(1, probes);
  const [count] = points.shape;
  const nats = new Float64Array(count);
  const standardErrors = probes > 1 ? new Float64Array(count) : undefined;
  const shrunk = transform ? transform.scale.reduce((sum, scale) => sum + Math.log(scale), 0) : 0;
  let evaluations = 0;
  const chunk = defaultChunk(engine, dimension + estimates);
  await inParts(points, chunk, flow.onProgress, async (part, first, onShare) => {
    const [rows] = part.shape;
    const own = fieldOf(flow.score).part(flow.score, first, rows, fieldOf);
    const divergence = withDivergence(own, { seed, ...(probes > 0 && { probes }) });
    const start: Points = { values: new Float32Array(rows * estimates), shape: [rows, estimates] };
    const arrived = await solveFlow(engine, {
      score: { ...divergence, firstQuad: first / 4 },
      points: beside(part, start),
      sigmas: flow.sigmas.toReversed(),
      method: flow.method,
      signal: flow.signal,
      onShare,
    });
    evaluations += arrived.evaluations * rows;
    const { values } = arrived.points;
    for (let r = 0; r < rows; r++) {
      const row = values.subarray(r * (dimension + estimates), (r + 1) * (dimension + estimates));
      const { mean, error } = meanOf(row.subarray(dimension));
      nats[first + r] = logNormal(row, flow.prior, transform) - mean - shrunk;
      if (standardErrors) standardErrors[first + r] = error;
    }
  });
  const bitsPerDimension = nats.map((value) => -value / (dimension * Math.LN2));
  return { nats, bitsPerDimension, ...(standardErrors && { standardErrors }), evaluations: evaluations / count };
}

/** Probes, or 0 for the exact divergence. @throws ArgumentError */
function probesFor(given: LogDensityOptions['divergence'], dimension: number): number {
  if (given === undefined) return dimension <= exactUpTo ? 0 : defaultProbes;
  if (given === 'exact') {
    if (dimension <= mostExact) return 0;
    throw new ArgumentError(
      'divergence',
      `exact in ${dimension} dimensions`,
      `exact in at most ${mostExact}, or { probes }`,
      'Each dimension costs as much as an evaluation of the score: divergence: { probes: 8 }.',
    );
  }
  if (!isRecord(given)) throw new ArgumentError('divergence', given, "'exact' or { probes: 1 to 64 }");
  requireKeys('divergence', given, { probes: true });
  const { probes } = given;
  if (!Number.isInteger(probes) || probes < 1 || probes > mostProbes)
    throw new ArgumentError('divergence.probes', probes, `an integer from 1 to ${mostProbes}`);
  return probes;
}

function meanOf(values: ArrayLike<number>): { mean: number; error: number } {
  const count = values.length;
  let mean = 0;
  for (let i = 0; i < count; i++) mean += values[i]! / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  return { mean, error: Math.sqrt(squares / (count * (count - 1))) };
}

/** ln N of the first coordinates of a row, in the units of the score. */
function logNormal(row: ArrayLike<number>, { mean, deviation }: Moments, transform: Transform | undefined): number {
  return mean.reduce((sum, centre, j) => {
    const x = transform ? (row[j]! - transform.shift[j]!) / transform.scale[j]! : row[j]!;
    return sum - 0.5 * ((x - centre) / deviation[j]!) ** 2 - Math.log(deviation[j]!) - 0.5 * Math.log(2 * Math.PI);
  }, 0);
}
