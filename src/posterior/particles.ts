import type { MeasuredDirections } from '../engines/measured_directions.ts';
import { SamplingDivergedError } from '../errors.ts';
import type { FieldDescription } from '../fields/field.ts';
import type { Points, Values } from '../points.ts';
import { type Key, normals, philox, type Stream, streams, uniform } from '../random.ts';
import { resampled, type Shares, sharesOf } from './resampling.ts';
import { type Twist, twistAt } from './twist.ts';

/** Weighted particles on their way down the noise levels, on the host in float64, in the units of the score. */
export interface WeightedParticles {
  inUnitsOfData(): Points<Float64Array>;
  /** Takes their scores at a level, in the units of the data, and weighs them. @returns how many equal weights would vary as much */
  weigh(level: number, scores: Values): number;
  /** Puts copies of those of much weight in the place of the others, so that all weigh the same. */
  resample(level: number): void;
  /** Takes the ancestral step to the next level along measured scores, in the units of the data. */
  step(level: number, scores: Values): void;
  /** The step from the last level to σ = 0. */
  finish(level: number): void;
  /** ln of the mean weight, of all until the last resampling. */
  readonly logEvidence: number;
}

/** Particles that start with the noise of the first level. */
export function createParticles({
  count,
  described: { dimension, transform, moments },
  directions,
  levels,
  key,
}: {
  readonly count: number;
  readonly described: FieldDescription;
  readonly directions: MeasuredDirections;
  readonly levels: readonly number[];
  readonly key: Key;
}): WeightedParticles {
  const scale = transform?.scale ?? Array<number>(dimension).fill(1);
  const shift = transform?.shift ?? Array<number>(dimension).fill(0);
  let x = new Float64Array(count * dimension);
  let score = new Float64Array(count * dimension);
  /** ln p̃(y | x) that is part of the weights already. */
  let believed = new Float64Array(count);
  const logWeights = new Float64Array(count);
  let weighed: Shares;
  let logEvidence = 0;

  eachNormal(streams.particles, 0, (at, j, z) => {
    x[at] = (moments?.mean[j] ?? 0) + Math.hypot(moments?.deviation[j] ?? 0, levels[0]!) * z;
  });

  /** Calls with the place, the coordinate and a standard normal for every coordinate of every particle. */
  function eachNormal(stream: Stream, step: number, visit: (at: number, j: number, z: number) => void): void {
    const lanes = new Float64Array(4);
    for (let first = 0; first < count; first += 4) {
      for (let j = 0; j < dimension; j++) {
        normals(first / 4, j, step, stream, key, lanes);
        for (let p = first; p < Math.min(count, first + 4); p++) visit(p * dimension + j, j, lanes[p - first]!);
      }
    }
  }

  /** x̂ = x + σ²·s of a particle. */
  function denoise(p: number, sigma: number, into: Float64Array): void {
    for (let j = 0; j < dimension; j++) into[j] = x[p * dimension + j]! + sigma ** 2 * score[p * dimension + j]!;
  }

  /** Refuses particles that are not finite, and weights that are not, as where a score is not. */
  function requireFinite(level: number, value: number): void {
    if (Number.isFinite(value)) return;
    const { removed, noise } = ancestralStep(levels, level);
    throw new SamplingDivergedError(level, 0, { sigma: levels[level]!, b: removed, d: noise });
  }

  return {
    get logEvidence() {
      return logEvidence;
    },
    inUnitsOfData() {
      return {
        values: x.map((value, at) => shift[at % dimension]! + scale[at % dimension]! * value),
        shape: [count, dimension],
      };
    },
    weigh(level, scores) {
      const sigma = levels[level]!;
      const twist = twistAt(sigma, directions);
      const denoised = new Float64Array(dimension);
      scores.forEach((value, at) => {
        score[at] = scale[at % dimension]! * value;
      });
      for (let p = 0; p < count; p++) {
        denoise(p, sigma, denoised);
        const log = twist.logLikelihood(denoised);
        logWeights[p]! += log - believed[p]!;
        believed[p] = log;
        requireFinite(level, logWeights[p]!);
      }
      weighed = sharesOf(logWeights);
      return weighed.effectiveSize;
    },
    resample(level) {
      const word = new Uint32Array(4);
      philox(word, 0, 0, level, streams.resampling, key);
      const chosen = resampled(weighed.shares, uniform(word[0]!));
      const copied = (from: Float64Array, width: number) => {
        const copy = new Float64Array(from.length);
        chosen.forEach((source, p) => {
          copy.set(from.subarray(source * width, (source + 1) * width), p * width);
        });
        return copy;
      };
      x = copied(x, dimension);
      score = copied(score, dimension);
      believed = copied(believed, 1);
      logEvidence += weighed.logMean;
      logWeights.fill(0);
    },
    step(level, scores) {
      const { removed, noise } = ancestralStep(levels, level);
      eachNormal(streams.langevin, level, (at, j, z) => {
        const guided = scale[j]! * scores[at]!;
        // The step without a measurement would need the normal z + pull: what that is less likely than z.
        const pull = (removed * (guided - score[at]!)) / noise;
        x[at]! += removed * guided + noise * z;
        requireFinite(level, x[at]!);
        logWeights[Math.floor(at / dimension)]! -= pull * (z + pull / 2);
      });
    },
    finish(level) {
      const sigma = levels[level]!;
      const twist: Twist = twistAt(sigma, directions);
      const own = new Float64Array(count * dimension);
      eachNormal(streams.langevin, level, (at, _, z) => {
        own[at] = z;
      });
      for (let p = 0; p < count; p++) {
        const place = x.subarray(p * dimension, (p + 1) * dimension);
        denoise(p, sigma, place);
        twist.drawGiven(place, own.subarray(p * dimension, (p + 1) * dimension));
      }
    },
  };
}

/** Of a step of ancestral sampling to the next level: the variance that it removes, and the deviation of what it adds. */
function ancestralStep(levels: readonly number[], level: number): { removed: number; noise: number } {
  const [sigma, next] = [levels[level]!, levels[level + 1] ?? 0];
  const removed = (sigma - next) * (sigma + next);
  return { removed, noise: (next / sigma) * Math.sqrt(removed) };
}
