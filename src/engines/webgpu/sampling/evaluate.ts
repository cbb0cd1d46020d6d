import type { Score } from '../../../engine.ts';
import type { Points } from '../../../points.ts';
import { isModel, planScore } from '../../options.ts';
import type { Device } from '../device/device.ts';
import { mostParticles, requireRoomForNetwork } from '../device/limits.ts';
import { chosenScore } from '../tuning/autotune.ts';
import { scorePoints } from './score_points.ts';

/** s(x, σ) at every point. Points beyond one binding are taken in several parts. */
export async function evaluate(
  device: Device,
  request: { score: Score; points: Points; sigma: number },
): Promise<Points> {
  const { score, points, sigma, inDataUnits } = planScore(request);
  if (isModel(score)) requireRoomForNetwork(device, score.network);
  const [count, dimension] = points.shape;
  const chosen = await chosenScore(device, score, { particles: count, steps: 0 });
  const most = mostParticles(device, dimension);
  const values = new Float32Array(points.values.length);
  for (let first = 0; first < count; first += most) {
    const part = points.values.subarray(first * dimension, (first + most) * dimension);
    const scores = await scorePoints(
      device,
      chosen,
      { values: part, shape: [part.length / dimension, dimension] },
      sigma,
    );
    values.set(scores.values, first * dimension);
  }
  return inDataUnits({ values, shape: points.shape });
}
