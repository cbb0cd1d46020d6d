import { type Distribution, isDistribution, type Target } from '../distributions/distribution.ts';
import { drawRows } from '../distributions/draw.ts';
import { targetNamed } from '../distributions/targets.ts';
import { allocating } from '../errors.ts';
import type { Points } from '../points.ts';
import { keyOf, normals, streams } from '../random.ts';
import type { Transform } from '../transform.ts';

/** What samples ought to follow. Plain data, so that it can be sent to another thread. */
export type Goal =
  | { readonly target: string; readonly dimension: number }
  /** A draw is one of these points, each as likely as the others. */
  | { readonly data: Points };

/** The goal as it is without noise. */
export function targetOf(goal: Goal): Target {
  return 'target' in goal ? targetNamed(goal.target, { dimension: goal.dimension }) : drawsOf(goal.data);
}

/** The noise of data: its deviation, or that of each column where they differ, as for data that were standardised so. */
export type NoiseDeviation = number | readonly number[];

/** The noise of level σ of a model in the units of its data. */
export function noiseInDataUnits(sigma: number, transform: Transform | undefined): NoiseDeviation {
  if (!transform) return sigma;
  const deviations = transform.scale.map((scale) => sigma * scale);
  return deviations.every((deviation) => deviation === deviations[0]) ? deviations[0]! : deviations;
}

/**
 * The distribution of x + σ·ε: exact where the target's perturbed form is known, and else, as with a σ of its own for each
 * column, draws with noise added.
 */
export function perturbedTarget(target: Target, sigma: NoiseDeviation): Target | Distribution {
  if (sigma === 0) return target;
  if (isDistribution(target) && typeof sigma === 'number') return target.perturbed(sigma);
  return {
    dimension: target.dimension,
    sample: (count, options) => withNoise(target.sample(count, options), sigma, options),
  };
}

/** Draws with replacement, which are independent, as the floors of the diagnostics take draws to be. */
function drawsOf({ values, shape: [rows, dimension] }: Points): Target {
  const Values = values.constructor as Float32ArrayConstructor;
  return {
    dimension,
    sample(count, options) {
      // As precise as the data: what `drawRows` itself places are float32, so here it only counts the rows.
      const drawn = allocating(() => new Values(count * dimension), 'count', count);
      drawRows(count, options, { dimension: 1, needs: { uniforms: 1, normals: 0 } }, (_, at, [u]) => {
        const row = Math.min(rows - 1, Math.floor(u! * rows));
        drawn.set(values.subarray(row * dimension, (row + 1) * dimension), at * dimension);
      });
      return { values: drawn, shape: [count, dimension] };
    },
  };
}

/** From another stream of random numbers than the draws themselves. */
function withNoise(points: Points, sigma: NoiseDeviation, { seed }: Parameters<Target['sample']>[1]): Points {
  const key = keyOf(seed);
  const [count, dimension] = points.shape;
  const lanes = new Float64Array(4);
  const values = points.values.slice();
  for (let j = 0; j < dimension; j++) {
    const deviation = typeof sigma === 'number' ? sigma : sigma[j]!;
    for (let i = 0; i < count; i++) {
      if (i % 4 === 0) normals(i / 4, j, 0, streams.perturbation, key, lanes);
      values[i * dimension + j]! += deviation * lanes[i % 4]!;
    }
  }
  return { values, shape: points.shape };
}
