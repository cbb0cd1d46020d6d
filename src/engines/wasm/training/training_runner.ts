import { stepScalars } from '../../../optimizer.ts';
import type { TrainingBuffer, TrainingRunner } from '../../backend.ts';
import { rangesOf } from '../../plan/row_ranges.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import type { Machine, Phase } from '../machine.ts';
import { copyPhase } from '../memory_phases.ts';
import { blockRows, fitsLanes, pack, packingOf, panelBytes, panels, planeBytes, unpack } from '../network/panels.ts';
import type { Store } from '../store.ts';
import { levelRows, plannedFields } from './training_struct.ts';

/** Steps whose factors and losses have a place. */
const mostSteps = 8192;

/**
 * Shares that the rows of a range are dealt out to, each with a gradient of its own: as many threads can work at them. Their number
 * comes from the rows alone, so that sums are the same for any number of threads.
 */
const mostShares = 16;
const fewestRowsOfShare = 32;
/** Floats of their gradients in all: huge networks have fewer shares. */
const mostSharedFloats = 2 ** 27;

/** The most shares of a network of so many parameters. */
export function mostSharesOf(floats: number): number {
  return Math.min(mostShares, Math.max(1, Math.floor(mostSharedFloats / floats)));
}

/** Arithmetic of a range of rows, in operations: some ten ms on one thread. */
const workOfRange = 2e8;
/** Ranges of a step, which are kept in a list: larger steps have larger ranges. */
const mostRanges = 2 ** 16;

/** Floats of a slice of the parameters. Twin: SLICE in wasm/training/adam.ts. */
const slice = 2048;

/** Bytes that `perturb` works in, before the planes of a block. Twin: PERTURB in wasm/training/perturb.ts. */
const perturbBytes = 256;

/** Parts of the state, in their order. */
const parts = ['parameters', 'first', 'second', 'average'] as const satisfies readonly TrainingBuffer[];

/** Training in the memory of a machine. */
export function createTrainingRunner(machine: Machine, store: Store, plan: TrainingPlan): TrainingRunner {
  const { network, rows, start, optimizer, data } = plan;
  const packing = packingOf(network);
  const { floats, layers } = packing;
  const kept = parts.filter((part) => start[part]);
  const stateFloats = kept.length * floats;
  const state = store.room(4 * stateFloats);
  const addressOf = (part: TrainingBuffer) => state + 4 * floats * kept.indexOf(part);
  for (const part of kept) machine.write(addressOf(part), pack(packing, start[part]!));
  const places = [store.room(4 * stateFloats), store.room(4 * stateFloats)] as const;
  const gradient = store.put(new Float32Array(floats));

  const lanes = fitsLanes(network) && typeof network.conditioning !== 'object';
  const workOfRow = 6 * floats;
  const rangeRows = blockRows * Math.ceil(Math.max(workOfRange / workOfRow, rows / mostRanges) / blockRows);
  const ranges = rangesOf(rows, rangeRows);
  const shareCount = Math.min(mostSharesOf(floats), Math.ceil(Math.min(rows, rangeRows) / fewestRowsOfShare));
  const slices = Math.ceil(floats / slice);
  const levels = levelRows(plan);
  const scratch = scratchOf(plan, lanes);
  const losses = store.room(4 * mostSteps);
  const steps = store.room(12 * mostSteps);
  const training = store.struct('Training', {
    ...plannedFields(plan),
    data: store.put(data.values),
    levels: store.put(levels.rows),
    level_step: levels.bytes,
    layers: store.structs(
      'Layer',
      scratch.layers.map((layer, l) => ({
        ...layer,
        inputs: layers[l]!.inputs,
        outputs: layers[l]!.outputs,
        offset: 4 * layers[l]!.offset,
        // Zeros, since what fills up the last panel is multiplied too, and would be a gradient that counts where it is clipped.
        transposed:
          l === 0 || lanes ? 0 : store.put(new Float32Array(panels(layers[l]!.inputs) * 8 * layers[l]!.outputs)),
      })),
    ),
    layer_count: layers.length,
    parameters: addressOf('parameters'),
    first: addressOf('first'),
    second: addressOf('second'),
    average: start.average ? addressOf('average') : 0,
    gradient,
    floats,
    shares: store.room(4 * floats * shareCount),
    share_step: 4 * floats,
    share_count: shareCount,
    share_losses: store.room(8 * shareCount),
    squares: store.room(8 * slices),
    steps,
    losses,
    scratch: store.room(scratch.bytes * machine.threads),
    scratch_step: scratch.bytes,
    scratch_blocks: scratch.blocks,
    block: packing.widest * panelBytes,
  });

  let phases: Phase[] = [];
  // The factors of the steps that wait to be submitted, which take the places from `written` on, and the steps in the queue.
  let factors: number[] = [];
  let written = 0;
  let slots = 0;

  function submit(): void {
    if (factors.length > 0) machine.write(steps + 12 * written, Float32Array.from(factors));
    written = slots;
    factors = [];
    machine.submit(phases);
    phases = [];
  }

  async function read(address: number): Promise<Float32Array> {
    submit();
    return unpack(packing, await machine.read(address, floats));
  }

  return {
    work: workOfRow * rows,
    ranges,
    mostSteps,
    enqueue(step, { first_row, end_row }) {
      if (first_row === 0 && !lanes && layers.length > 1) {
        phases.push({ kernel: 'transpose_weights', items: layers.length - 1, a: training });
      }
      const kernel = lanes ? 'gradient_lanes' : 'gradient_panels';
      phases.push({ kernel, items: shareCount, a: training, b: step, c: first_row, d: end_row });
      if (end_row < rows) return;
      const { scale, epsilon, shrinkage } = stepScalars(optimizer, step);
      factors.push(scale, epsilon, shrinkage);
      phases.push({ kernel: 'sum_gradient', items: slices, a: training });
      phases.push({ kernel: 'adam', items: slices, a: training, b: slots, c: rows });
      slots++;
    },
    submit,
    async completion() {
      submit();
      const count = slots;
      slots = 0;
      written = 0;
      if (count > 0) return machine.read(losses, count);
      await machine.completion();
      return new Float32Array(0);
    },
    save: (place) => void phases.push(copyPhase(state, places[place], stateFloats)),
    restore: (place) => void phases.push(copyPhase(places[place], state, stateFloats)),
    read: (buffer) => read(addressOf(buffer)),
    gradient: () => read(gradient),
    dispose: store.dispose,
  };
}

/** How the scratch memory of a thread is divided: bytes before activations, in all, and for each layer before its inputs and slopes. */
function scratchOf(
  { network, data }: TrainingPlan,
  lanes: boolean,
): { blocks: number; bytes: number; layers: { input: number; slope: number }[] } {
  const { layers, widest } = packingOf(network);
  const [, dimension] = data.shape;
  const features = layers[0]!.inputs - dimension;
  // Inputs, what residuals begin with, and five numbers that depend on σ (wasm/training/rows.ts).
  const blocks = perturbBytes + (2 * dimension + features + 5) * planeBytes;
  let end = 0;
  const places = layers.map(({ inputs, outputs }) => {
    const input = end;
    const slope = input + panels(inputs) * panelBytes;
    end = slope + panels(outputs) * panelBytes;
    return { input, slope };
  });
  const bytes = blocks + (lanes ? lanesBytes(dimension, network.hidden[0]!) : 2 * widest * panelBytes + end);
  // Whole cache lines, so that no two threads write into one.
  return { blocks, bytes: Math.ceil(bytes / 64) * 64, layers: places };
}

/** Outputs, sums in four lanes, values and slopes (wasm/training/gradient_lanes.ts). */
function lanesBytes(dimension: number, units: number): number {
  return dimension * planeBytes + 16 * (units * (2 * dimension + 2) + dimension) + 2 * units * planeBytes;
}
