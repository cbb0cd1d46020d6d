import type { Engine } from '../engine.ts';
import { requireForParticles } from '../engines/plan/sampling.ts';
import { ArgumentError } from '../errors.ts';
import { fieldOf } from '../fields/index.ts';
import { type Points, requirePoints } from '../points.ts';
import { requireKeys, requireNumbers } from '../require_options.ts';
import { defaultChunk } from '../sample_in_chunks.ts';
import { type Flow, type FlowOptions, flowKeys, flowOf, inParts } from './options.ts';
import { solveFlow } from './solve.ts';

/**
 * The latents of points: where the probability flow leads from the least of the noise levels to the largest, less the mean of the data
 * and over their deviation there, so that latents of data are standard normals. Of normal data of mean m and deviation d they are
 * (x − m)/√(d² + σ_min²).
 * @param options.points [count, dimension], in the units of the data
 * @returns the latents, [count, dimension], in float64
 * @throws ArgumentError on bad options, SamplingDivergedError where points stop being finite, and the reason of an aborted signal
 */
export async function encode(
  engine: Engine,
  options: FlowOptions & { readonly points: Points },
): Promise<Points<Float64Array>> {
  requireKeys('', options, { ...flowKeys, points: true });
  const flow = flowOf(engine, options);
  requirePoints('points', options.points, flow.described.dimension);
  requireForParticles('score', flow.described, options.points.shape[0]);
  return carry(engine, flow, options.points, 'up');
}

/**
 * The points of latents: the way back, from the largest noise level to the least. @param options.latents [count, dimension]
 * @returns points in the units of the data, [count, dimension], in float64
 * @throws ArgumentError, SamplingDivergedError and the reason of an aborted signal, as `encode`
 */
export async function decode(
  engine: Engine,
  options: FlowOptions & { readonly latents: Points },
): Promise<Points<Float64Array>> {
  requireKeys('', options, { ...flowKeys, latents: true });
  const flow = flowOf(engine, options);
  requirePoints('latents', options.latents, flow.described.dimension);
  requireForParticles('score', flow.described, options.latents.shape[0]);
  return carry(engine, flow, options.latents, 'down');
}

/**
 * Points between others: encoded, interpolated and decoded, the latents on great circles, as normals in many dimensions want it
 * (Shoemake 1985; White 2016).
 * @param options.from [count, dimension] @param options.to of the same shape
 * @param options.fractions of the way, such as [0, 0.5, 1]
 * @returns [count × fractions, dimension] in float64: all fractions of the first pair, then of the second, and so on
 * @throws ArgumentError, SamplingDivergedError and the reason of an aborted signal, as `encode`
 */
export async function interpolate(
  engine: Engine,
  options: FlowOptions & { readonly from: Points; readonly to: Points; readonly fractions: readonly number[] },
): Promise<Points<Float64Array>> {
  requireKeys('', options, { ...flowKeys, from: true, to: true, fractions: true });
  const { from, to, fractions } = options;
  const flow = flowOf(engine, options);
  const { dimension, particles } = flow.described;
  requirePoints('from', from, dimension);
  requirePoints('to', to, dimension);
  if (to.shape[0] !== from.shape[0])
    throw new ArgumentError('to.shape', to.shape, `[${from.shape}], a point for each of from`);
  requireNumbers('fractions', fractions);
  if (fractions.length === 0) throw new ArgumentError('fractions', fractions, 'at least one number');
  for (const [i, fraction] of fractions.entries()) {
    if (!(fraction >= 0 && fraction <= 1)) throw new ArgumentError(`fractions[${i}]`, fraction, 'from 0 to 1');
  }
  if (particles !== undefined)
    throw new ArgumentError('score', 'a score with a context for each particle', 'one with a context for all');
  const share = (done: number, part: number) => (of: number) => flow.onProgress(done + part * of);
  // Two points encoded for so many decoded.
  const all = 2 + fractions.length;
  const start = await carry(engine, { ...flow, onProgress: share(0, 1 / all) }, from, 'up');
  const end = await carry(engine, { ...flow, onProgress: share(1 / all, 1 / all) }, to, 'up');
  const between = new Float64Array(start.values.length * fractions.length);
  for (let row = 0; row < from.shape[0]; row++) {
    const a = start.values.subarray(row * dimension, (row + 1) * dimension);
    const b = end.values.subarray(row * dimension, (row + 1) * dimension);
    for (const [k, fraction] of fractions.entries())
      between.set(onGreatCircle(a, b, fraction), (row * fractions.length + k) * dimension);
  }
  const latents: Points = { values: between, shape: [from.shape[0] * fractions.length, dimension] };
  return carry(engine, { ...flow, onProgress: share(2 / all, fractions.length / all) }, latents, 'down');
}

/** Carries points of the data up to latents, or latents down to points. */
async function carry(
  engine: Engine,
  { score, described, sigmas, method, prior, signal, onProgress }: Flow,
  given: Points,
  way: 'up' | 'down',
): Promise<Points<Float64Array>> {
  const { dimension, transform } = described;
  const { shape } = given;
  const values = new Float64Array(given.values.length);
  const normal = (j: number): { centre: number; spread: number } => {
    const [shift, scale] = transform ? [transform.shift[j]!, transform.scale[j]!] : [0, 1];
    return { centre: shift + scale * prior.mean[j]!, spread: scale * prior.deviation[j]! };
  };
  const columns = Array.from({ length: dimension }, (_, j) => normal(j));
  await inParts(given, defaultChunk(engine, dimension), onProgress, async (part, first, onShare) => {
    const started = way === 'up' ? part : mapped(part, (z, j) => columns[j]!.centre + columns[j]!.spread * z);
    const { points } = await solveFlow(engine, {
      score: fieldOf(score).part(score, first, part.shape[0], fieldOf),
      points: started,
      sigmas: way === 'up' ? sigmas.toReversed() : sigmas,
      ...{ method, signal, onShare },
    });
    const found = way === 'up' ? mapped(points, (x, j) => (x - columns[j]!.centre) / columns[j]!.spread) : points;
    values.set(found.values, first * dimension);
  });
  return { values, shape };
}

function mapped({ values, shape }: Points, change: (value: number, j: number) => number): Points<Float64Array> {
  return { values: Float64Array.from(values, (value, i) => change(value, i % shape[1])), shape };
}

/** Below this sine of the angle between them two vectors are taken along a straight line. */
const smallAngle = 1e-6;

/** A part of the way from one vector to another, at a constant angular velocity. */
function onGreatCircle(a: Float64Array, b: Float64Array, fraction: number): Float64Array {
  const dot = (u: Float64Array, v: Float64Array): number => u.reduce((sum, value, j) => sum + value * v[j]!, 0);
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const sine = Math.sin(angle);
  // Written so that NaN, of a vector of zeros, goes straight, too.
  const turns = sine > smallAngle;
  const [left, right] = turns
    ? [Math.sin((1 - fraction) * angle) / sine, Math.sin(fraction * angle) / sine]
    : [1 - fraction, fraction];
  return a.map((value, j) => left * value + right * b[j]!);
}
