import { normals, streams } from '../../random.ts';
import type { TrainingPlan } from '../options.ts';
import { blockRows, stride } from './block.ts';

// Row r of a training step is datum ⌊r/L⌋ at level r mod L. Its ε is number r of stream `perturbation`, or number ⌊r/L⌋
// when the levels of a datum share it. The rows are taken by blocks of data, and in a block level by level.

/** Room for the ε of a block: [dimension][blockRows][numbers of a datum]. */
export function createPerturbations(plan: TrainingPlan): Float64Array {
  return new Float64Array(plan.network.dimension * blockRows * numbersOf(plan));
}

/** How many numbers of the stream a datum takes. */
function numbersOf({ perturbation, noise }: TrainingPlan): number {
  return perturbation === 'shared' ? 1 : noise.levels.length;
}

/** Draws ε for the data `first` (a multiple of 4) … `first + count − 1` at training step `step`. */
export function drawPerturbations(
  plan: TrainingPlan,
  step: number,
  first: number,
  count: number,
  drawn: Float64Array,
): void {
  const numbers = numbersOf(plan);
  for (let j = 0; j < plan.network.dimension; j++) {
    const plane = j * blockRows * numbers;
    for (let at = 0; at < count * numbers; at += 4) {
      normals((first * numbers + at) / 4, j, step, streams.perturbation, plan.key, drawn, plane + at);
    }
  }
}

/** Fills the planes of a block, one row a datum: x̃ = x + σε and ε at one level. */
export function perturb(
  plan: TrainingPlan,
  first: number,
  count: number,
  level: number,
  drawn: Float64Array,
  points: Float64Array,
  epsilon: Float64Array,
): void {
  const { dimension } = plan.network;
  const { values } = plan.data;
  const numbers = numbersOf(plan);
  const sigma = plan.noise.levels[level]!;
  const own = numbers > 1 ? level : 0;
  for (let j = 0; j < dimension; j++) {
    for (let n = 0; n < count; n++) {
      const z = drawn[(j * blockRows + n) * numbers + own]!;
      epsilon[j * stride + n] = z;
      points[j * stride + n] = values[(first + n) * dimension + j]! + sigma * z;
    }
  }
}
