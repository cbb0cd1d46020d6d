import { contextCount, isPoints } from '../../../contexts/given_context.ts';
import type { Model } from '../../../network.ts';
import { type Float32Points, points, type Values } from '../../../points.ts';
import { type Program, type Stage, stage } from '../../../samplers/program.ts';
import { networkScore } from '../../cpu/network_score.ts';
import { scorePoints } from '../../cpu/score_points.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { submitPass } from '../device/transfer.ts';
import { networkKernels } from '../network/score.ts';
import { once } from '../sampling/once.ts';
import { steadyUpdates } from '../sampling/stage_kernels.ts';
import { errorOf, type Trials, timeOfRun, workOfTrial } from './trials.ts';
import type { SamplingVariant } from './variants.ts';

/**
 * An update along the score alone, with noise too small to see, so that it takes the very kernel that is timed; and updates with
 * noise, too small to lead away from where they began.
 */
const scoreAlone: Partial<Stage> = { b: 1, d: 1e-30 };
const smallSteps: Partial<Stage> = { b: 1e-6, d: 1e-3 };

/** Samples by one variant after the other, along the score that is to be sampled. */
export function samplingTrials(
  device: Device,
  model: Model,
  { particles }: { particles: number },
): Trials<SamplingVariant> {
  const { dimension } = model.network;
  const sigma = model.noise.levels[0]!;
  const some = cloud(checkedPoints(model), dimension);
  const program = (given: Partial<Stage>): Program => ({ stages: [stage({ sigma, level: 0, ...given })], end: sigma });
  const kernelsBy = (variant: SamplingVariant, count: number) => (buffers: Buffers, quads: number) =>
    networkKernels(device, buffers, forParticles(model, count), variant, quads);
  let exact: Float64Array | undefined;
  const moved = (): Float64Array => {
    exact ??= Float64Array.from(
      scorePoints(networkScore(forParticles(model, some.shape[0])), some, sigma).values,
      (score, i) => {
        return some.values[i]! + score;
      },
    );
    return exact;
  };
  return {
    isKnown: () => moved().every((value) => Number.isFinite(Math.fround(value))),
    async error(variant) {
      const ours = await once(
        device,
        kernelsBy(variant, some.shape[0]),
        some,
        program(scoreAlone),
        async ({ encode, read }) => {
          submitPass(device, encode);
          return read();
        },
      );
      return errorOf(ours, moved());
    },
    async time(variant) {
      const count = variant.form === 'lanes' ? steadyUpdates : 1;
      const most = Math.ceil(workOfTrial(device.adapter) / (2 * model.parameters.length * count));
      const many = cloud(Math.min(particles, most), dimension);
      return once(device, kernelsBy(variant, many.shape[0]), many, program({ ...smallSteps, count }), ({ encode }) => {
        return timeOfRun(device, encode);
      });
    },
  };
}

/** A model whose contexts, if it has one for each particle, are those of so many: its own, again and again. */
function forParticles(model: Model, count: number): Model {
  const { context } = model;
  if (context === undefined || contextCount(context) === undefined) return model;
  if (!isPoints(context)) return { ...model, context: repeated(context as Uint32Array, count) };
  const [, width] = context.shape;
  return { ...model, context: { values: repeated(context.values, count * width), shape: [count, width] } };
}

function repeated<List extends Values | Uint32Array>(list: List, length: number): List {
  const all = new (list.constructor as new (length: number) => List)(length);
  for (let at = 0; at < length; at += list.length) all.set(list.subarray(0, length - at), at);
  return all;
}

/** So many that the CPU takes less than about a tenth of a second for them, and that one dispatch takes on any device. */
function checkedPoints({ parameters }: Model): number {
  return Math.max(5, Math.min(255, Math.floor(1e8 / parameters.length)));
}

function cloud(count: number, dimension: number): Float32Points {
  return points(
    Float32Array.from({ length: count * dimension }, (_, i) => 2 * Math.sin(1.7 * i)),
    dimension,
  );
}
