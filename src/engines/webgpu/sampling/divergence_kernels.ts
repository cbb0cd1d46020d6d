import { type Key, streams } from '../../../random.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { usage } from '../device/usage.ts';
import type { ScoreKernels } from './score_kernels.ts';
import { readFrom, type ScoreAndTangents } from './tangent_kernels.ts';

/**
 * Scores with their divergence, or estimates of it, behind them.
 * @param directions probes, or 0 for all coordinates
 */
export async function divergenceKernels(
  device: Device,
  buffers: Buffers,
  score: ScoreAndTangents,
  { probes, key, firstQuad, dimension }: { probes: number; key: Key; firstQuad: number; dimension: number },
): Promise<ScoreKernels> {
  const count = probes || dimension;
  const record = Uint32Array.of(...key, firstQuad, count);
  const directions = { buffer: await buffers.filled('directions', record, usage.uniform) };
  const seed =
    probes === 0 ? ['fields/tangents_unit'] : ['fields/directions', 'random/philox', 'fields/tangents_probes'];
  return {
    ...readFrom(score, [probes === 0 ? 'fields/score_divergence_exact' : 'fields/score_divergence_probes']),
    async prelude(shared) {
      const evaluate = await score.evaluate(shared);
      const files = ['sampling/dispatch', 'fields/summand', 'fields/tangents', ...seed];
      const kernel = await device.kernel(files, { PROBES_STREAM: streams.probes });
      const tangents = kernel.bind({ ...shared, ...score.buffers, directions });
      const multiply = await score.multiply(shared);
      return (pass, offset, quads) => {
        evaluate(pass, offset, quads);
        tangents.dispatch(pass, offset, Math.ceil(quads / 64), 1, count);
        multiply(pass, offset, quads);
      };
    },
  };
}

/** Scores with J·v behind them, of the tangents that stand behind the points. */
export function tangentKernels(device: Device, score: ScoreAndTangents): ScoreKernels {
  return {
    ...readFrom(score, ['fields/score_tangent']),
    async prelude(shared) {
      const evaluate = await score.evaluate(shared);
      const files = ['sampling/dispatch', 'fields/summand', 'fields/tangents', 'fields/tangents_given'];
      const tangents = (await device.kernel(files)).bind({ ...shared, ...score.buffers });
      const multiply = await score.multiply(shared);
      return (pass, offset, quads) => {
        evaluate(pass, offset, quads);
        tangents.dispatch(pass, offset, Math.ceil(quads / 64));
        multiply(pass, offset, quads);
      };
    },
  };
}
