import { ArgumentError, OutOfMemoryError } from '../../../errors.ts';
import type { RowRange, StepPart } from '../../backend.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import type { Buffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { usage } from '../device/usage.ts';
import type { Constants } from '../wgsl/compose.ts';

/** The data of a training as the kernels read them. */
export interface TrainingData {
  /** The shader file that says which datum of the buffer a row takes. */
  readonly part: string;
  /** Members whose data a dispatch finds at most. */
  readonly mostTogether: number;
  /** The buffer named `data` of kernels that take the rows in these ranges. */
  bufferFor(ranges: readonly RowRange[]): Promise<GPUBufferBinding>;
  /** Encodes what must be done before the kernels of a range, whose record is at `offset`. */
  encode(pass: GPUComputePassEncoder, part: StepPart, offset: number): void;
}

/** What the shader files that make the rows need beside the data. */
interface Rows {
  /** Of their settings. */
  readonly parts: readonly string[];
  readonly constants: Constants;
  readonly buffers: Readonly<Record<string, GPUBufferBinding>>;
}

/**
 * Puts the data onto the device: into one buffer where a binding can show them all, and else into as many as are needed,
 * out of which the data of each range of rows are gathered before its kernels run.
 * @throws ArgumentError saying how many points there is memory for, when these are too many.
 */
export async function trainingData(
  device: Device,
  buffers: Buffers,
  plan: TrainingPlan,
  rows: Rows,
): Promise<TrainingData> {
  const part = plan.drawn ? 'training/data_drawn' : 'training/data_all';
  if (plan.data.values.byteLength <= device.largestBinding) {
    const buffer = await buffers.filled('data', plan.data.values);
    return { part, mostTogether: Number.POSITIVE_INFINITY, bufferFor: async () => ({ buffer }), encode() {} };
  }
  const segments = await makeSegments(device, buffers, plan);
  const kernel = await device.kernel(
    [...rows.parts, 'random/philox', 'training/training_step', 'training/perturb', part, 'training/gather_data'],
    rows.constants,
  );
  let encode: TrainingData['encode'] | undefined;
  return {
    part: 'training/data_gathered',
    // Each draws its own.
    mostTogether: 1,
    async bufferFor(ranges) {
      const most = Math.max(...ranges.map((range) => slotsOf(plan, range).count));
      const gathered = { buffer: await buffers.storage('data of a range', 4 * most * plan.data.shape[1]) };
      const bound = segments.map(({ data, segment }) => kernel.bind({ ...rows.buffers, data, segment, gathered }));
      encode = (pass, range, offset) => {
        const { first, count } = slotsOf(plan, range);
        const workgroups = Math.min(Math.ceil(count / 256), device.gpu.limits.maxComputeWorkgroupsPerDimension);
        segments.forEach((segment, i) => {
          // Where the data are not drawn, a range lies in one or two segments.
          if (plan.drawn || (segment.first < first + count && first < segment.end))
            bound[i]!.dispatch(pass, offset, workgroups);
        });
      };
      return gathered;
    },
    encode: (...step) => encode!(...step),
  };
}

interface Segment {
  readonly first: number;
  readonly end: number;
  readonly data: GPUBufferBinding;
  /** The struct Segment of shaders/training/gather_data.wgsl. */
  readonly segment: GPUBufferBinding;
}

async function makeSegments(device: Device, buffers: Buffers, { data, network }: TrainingPlan): Promise<Segment[]> {
  const [count, width] = data.shape;
  const most = Math.floor(device.largestBinding / (4 * width));
  const segments: Segment[] = [];
  for (let first = 0; first < count; first += most) {
    const end = Math.min(first + most, count);
    try {
      const values = data.values.subarray(first * width, end * width);
      const buffer = await buffers.filled(`data from point ${first} on`, values);
      const bounds = await buffers.filled('segment', Uint32Array.of(first, end), usage.uniform);
      segments.push({ first, end, data: { buffer }, segment: { buffer: bounds } });
    } catch (cause) {
      if (!(cause instanceof OutOfMemoryError)) throw cause;
      throw new ArgumentError(
        'data.shape',
        [count, network.dimension],
        `at most about ${first} points of ${network.dimension} dimension(s), for which this device has memory`,
        'Train on fewer points, or on the engine cpu, which takes what fits into the memory of the host.',
      );
    }
  }
  return segments;
}

/** The slots of a step that the rows of a range belong to. */
function slotsOf({ repeats }: TrainingPlan, { first_row, end_row }: RowRange): { first: number; count: number } {
  const first = Math.floor(first_row / repeats);
  return { first, count: Math.ceil(end_row / repeats) - first };
}
