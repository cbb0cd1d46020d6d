import { geometric, type Noise } from '../noise.ts';
import type { Float32Points, Points } from '../points.ts';
import { keyOf, normals, streams } from '../random.ts';

/** A mean over rows, and its standard error as a sample of rows: NaN where there is one row alone. */
export interface MeanLoss {
  readonly mean: number;
  readonly error: number;
}

/** Far from the seeds that trainings are likely to have, whose noise a network has seen. */
const seed = 1_200_000;

/** Noisy rows at a level, at least: few rows take noise several times each. */
const leastNoisyRows = 4096;

/** Noise levels between the ends of a ladder that losses are measured at. */
const mostLevels = 16;

/** The levels of a ladder that losses are measured at: its own, or 16 over the same range where it has more. */
export function levelsToMeasure({ levels }: Noise): readonly number[] {
  if (levels.length <= mostLevels) return levels;
  return geometric({ from: levels[0]!, to: levels.at(-1)!, levels: mostLevels }).levels;
}

/**
 * The denoising score matching loss ½‖σ·s(x + σε, σ) + ε‖² of a score, its mean over rows x, noise ε and noise levels σ: an unbiased
 * estimate of the least loss that any score can reach, plus ½σ²‖s − ∇log p_σ‖² on average (Vincent 2011). The noise depends on the
 * row, the level and the dimension alone, so that scores are compared on the same numbers.
 * @param scoreAt s at points, [count, dimension] in and out, in the units of the rows
 * @param rows [count, dimension], in the units of the noise levels
 */
export async function denoisingLoss(
  scoreAt: (points: Float32Points, sigma: number) => Promise<Points>,
  rows: Float32Points,
  levels: readonly number[],
): Promise<MeanLoss> {
  const [count, dimension] = rows.shape;
  const repeats = Math.ceil(leastNoisyRows / count);
  const sums = new Float64Array(count);
  const width = count * dimension;
  for (const [level, sigma] of levels.entries()) {
    const noise = noiseOf(repeats * count, dimension, level);
    const noisy = Float32Array.from(noise, (epsilon, i) => rows.values[i % width]! + sigma * epsilon);
    const { values: scores } = await scoreAt({ values: noisy, shape: [repeats * count, dimension] }, sigma);
    noise.forEach((epsilon, i) => {
      sums[Math.floor((i % width) / dimension)]! += 0.5 * (sigma * scores[i]! + epsilon) ** 2;
    });
  }
  return meanOfLosses(sums.map((sum) => sum / (repeats * levels.length)));
}

/** The mean of what rows lose, and its standard error. */
export function meanOfLosses(losses: Float64Array): MeanLoss {
  const count = losses.length;
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / count;
  const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / (count - 1);
  return { mean, error: Math.sqrt(variance / count) };
}

/** Standard normals, [count, dimension]. */
function noiseOf(count: number, dimension: number, level: number): Float64Array {
  const key = keyOf(seed);
  const lanes = new Float64Array(4);
  const noise = new Float64Array(count * dimension);
  for (let first = 0; first < count; first += 4) {
    for (let j = 0; j < dimension; j++) {
      normals(first / 4, j, level, streams.perturbation, key, lanes);
      for (let lane = 0; lane < Math.min(4, count - first); lane++)
        noise[(first + lane) * dimension + j] = lanes[lane]!;
    }
  }
  return noise;
}
