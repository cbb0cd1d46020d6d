import type { Model } from '../../../network.ts';
import { type Points, points } from '../../../points.ts';
import { evaluateScore } from '../../cpu/evaluate.ts';
import { type Device, download, lendBuffers, submitPass } from '../device/device.ts';
import { dataDeviation } from '../network/parts.ts';
import { levelFields } from '../sampling/pieces.ts';
import { fromQuads, quadsOf, toQuads } from '../sampling/quads.ts';
import { steadySteps, walkKernels } from '../sampling/walk_kernels.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { isClose, type Trials, timeOfRun, workOfTrial } from './trials.ts';
import type { WalkVariant } from './variants.ts';

/** Largest error against the CPU, in parts of the largest coordinate: twice what the tests demand, for deeper networks than theirs. */
const tolerance = 1e-5;

/** A step along the score alone, of size 1, and steps too small to lead away from where they began. */
const scoreAlone = { size: 1, noise: 0 };
const smallSteps = { size: 1e-6, noise: 1e-3 };

/** Walks by one variant after the other, along the score that is to be walked, so that its kernels are compiled once. */
export function walkTrials(device: Device, given: Model, { particles }: { particles: number }): Trials<WalkVariant> {
  const { dimension } = given.network;
  // In the units of the network.
  const model: Model = { network: given.network, noise: given.noise, parameters: given.parameters };
  const sigma = model.noise.levels[0]!;
  const some = cloud(checkedPoints(model), dimension);
  let exact: Float64Array | undefined;
  return {
    async isRight(variant) {
      exact ??= Float64Array.from(evaluateScore({ score: model, points: some, sigma }).values, (score, i) => {
        return some.values[i]! + score;
      });
      const moved = await walking(device, model, variant, some, sigma, async ({ encodeSteps, read }) => {
        submitPass(device, encodeSteps(1, scoreAlone));
        return read();
      });
      return isClose(moved, exact, tolerance);
    },
    async time(variant) {
      const steps = variant.form === 'lanes' ? steadySteps : 1;
      const most = Math.ceil(workOfTrial(device.adapter) / (2 * model.parameters.length * steps));
      const many = cloud(Math.min(particles, most), dimension);
      return walking(device, model, variant, many, sigma, ({ encodeSteps }) => {
        return timeOfRun(device, encodeSteps(steps, smallSteps));
      });
    },
  };
}

/** So many that the CPU takes less than about a tenth of a second for them. */
function checkedPoints({ parameters }: Model): number {
  return Math.max(5, Math.min(300, Math.floor(1e8 / parameters.length)));
}

interface Walking {
  /** Prepares steps of all particles that a dispatch may take. */
  encodeSteps(steps: number, size: { size: number; noise: number }): (pass: GPUComputePassEncoder) => void;
  /** The coordinates of the particles, row-major. */
  read(): Promise<Float32Array>;
}

/** Lets particles be walked from these points on, by kernels whose buffers are freed afterwards. */
async function walking<T>(
  device: Device,
  model: Model,
  variant: WalkVariant,
  start: Points,
  sigma: number,
  use: (walking: Walking) => Promise<T>,
): Promise<T> {
  const [count, dimension] = start.shape;
  const quads = quadsOf(count);
  return lendBuffers(device, async (buffers) => {
    const particles = await buffers.filled('particles', toQuads(start));
    const diverged = await buffers.storage('diverged', 4);
    const records = createRecords(await buffers.uniform('walk', recordStride), 'sampling/walk', 'Walk');
    const kernels = await walkKernels(device, buffers, { model, variant }, [sigma], quads, {
      walk: { buffer: records.buffer, size: records.size },
      particles: { buffer: particles },
      diverged: { buffer: diverged },
    });
    const taken = Math.min(quads, kernels.quadsPerWorkgroup * kernels.mostWorkgroups);
    return use({
      encodeSteps(steps, size) {
        const offset = records.add({
          ...{ key: [0, 0], first_step: 0, steps, first_quad: 0, end_quad: taken, quads, base_quad: 0, count },
          ...{ level: 0, ...levelFields(sigma), ...size, dimension, terms: kernels.terms },
          data_deviation: dataDeviation(model.network),
        });
        records.flush(device.gpu.queue);
        return (pass) => kernels.encode(pass, offset, taken);
      },
      async read() {
        const values = new Float32Array(await download(device, particles, 16 * quads * dimension));
        device.requireHealthy();
        return fromQuads(values, count, dimension).values;
      },
    });
  });
}

function cloud(count: number, dimension: number): Points {
  return points(
    Float32Array.from({ length: count * dimension }, (_, i) => 2 * Math.sin(1.7 * i)),
    dimension,
  );
}
