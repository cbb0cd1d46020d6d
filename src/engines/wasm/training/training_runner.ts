import { stepScalars } from '../../../optimizer.ts';
import type { TrainingRunner } from '../../backend.ts';
import { partsOf, rangesOf } from '../../plan/row_ranges.ts';
import { buffersOf, type TrainingBuffer, type TrainingPlan } from '../../plan/training_plan.ts';
import type { Machine, Phase } from '../machine.ts';
import { copyPhase } from '../memory_phases.ts';
import { blockRows, fitsLanes, pack, packingOf, panelBytes, panels, planeBytes, unpack } from '../network/panels.ts';
import type { Store } from '../store.ts';
import { levelRows, plannedFields } from './training_struct.ts';

/** Steps whose factors and losses have a place, of a training of one network, */
const mostStepsOfOne = 8192;
/** and such places at most, a step and a member each. */
const mostLosses = 2 ** 20;
/** Bytes of the struct Step. */
const stepBytes = 12;

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

/** Arithmetic of a part of a step, in operations: some ten ms on one thread. */
const workOfRange = 2e8;
/** Ranges of a step, which are kept in a list: larger steps have larger ranges. */
const mostRanges = 2 ** 16;

/** Floats of a slice of the parameters. Twin: SLICE in wasm/training/adam.ts. */
const slice = 2048;

/** Bytes that `perturb` works in, before the planes of a block. Twin: PERTURB in wasm/training/perturb.ts. */
const perturbBytes = 256;

/**
 * Training in the memory of a machine. Members have a state each; what a step of them passes through is taken by one after another, where
 * there are more than one part of a step takes.
 */
export function createTrainingRunner(machine: Machine, store: Store, plan: TrainingPlan): TrainingRunner {
  const { network, rows, data, members } = plan;
  const packing = packingOf(network);
  const { floats, layers } = packing;
  // The parameters of all members, then their first moments, and so on.
  const kept = buffersOf(plan);
  const stateFloats = kept.length * members.length * floats;
  const state = store.room(4 * stateFloats);
  const addressOf = (part: TrainingBuffer, member = 0) => {
    return state + 4 * floats * (kept.indexOf(part) * members.length + member);
  };
  for (const part of kept) {
    members.forEach(({ start }, m) => {
      machine.write(addressOf(part, m), pack(packing, start[part]!));
    });
  }
  const places = [store.room(4 * stateFloats), store.room(4 * stateFloats)] as const;
  const gradients = store.put(new Float32Array(members.length * floats));

  const lanes = fitsLanes(network) && typeof network.conditioning !== 'object';
  const workOfRow = 6 * floats;
  const rangeRows = blockRows * Math.ceil(Math.max(workOfRange / workOfRow, rows / mostRanges) / blockRows);
  const shareCount = Math.min(mostSharesOf(floats), Math.ceil(Math.min(rows, rangeRows) / fewestRowsOfShare));
  const together = Math.max(
    1,
    Math.min(
      members.length,
      Math.floor(workOfRange / (workOfRow * Math.min(rows, rangeRows))),
      Math.floor(mostSharedFloats / (floats * shareCount)),
    ),
  );
  const parts = partsOf(members.length, together, rangesOf(rows, rangeRows));
  const slices = Math.ceil(floats / slice);
  const mostSteps = Math.max(1, Math.min(mostStepsOfOne, Math.floor(mostLosses / members.length)));
  const levels = levelRows(plan);
  const scratch = scratchOf(plan, lanes);
  const losses = store.room(4 * mostSteps * members.length);
  const steps = store.room(stepBytes * mostSteps * members.length);
  const shared = {
    data: store.put(data.values),
    levels: store.put(levels.rows),
    level_step: levels.bytes,
    layer_count: layers.length,
    floats,
    share_step: 4 * floats,
    share_count: shareCount,
    scratch: store.room(scratch.bytes * machine.threads),
    scratch_step: scratch.bytes,
    scratch_blocks: scratch.blocks,
    block: packing.widest * panelBytes,
  };
  const passages = Array.from({ length: together }, () => ({
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
    shares: store.room(4 * floats * shareCount),
    share_losses: store.room(8 * shareCount),
    squares: store.room(8 * slices),
  }));
  const trainings = members.map((member, m) => ({
    ...plannedFields(plan, member),
    ...shared,
    ...passages[m % together]!,
    parameters: addressOf('parameters', m),
    first: addressOf('first', m),
    second: addressOf('second', m),
    average: member.averaging ? addressOf('average', m) : 0,
    gradient: gradients + 4 * floats * m,
    steps: steps + stepBytes * m,
    losses: losses + 4 * m,
  }));
  const firstTraining = store.structs('Training', trainings);
  const trainingBytes = 4 * Object.keys(trainings[0]!).length;

  let phases: Phase[] = [];
  // The factors that wait to be submitted, and where they go.
  let factors: number[] = [];
  let factorsAt = steps;
  // Steps whose losses have a slot: those before `known` were read, and one that is under way comes after them.
  let slots = 0;
  let known = 0;
  let underWay = false;

  function submit(): void {
    if (factors.length > 0) machine.write(factorsAt, Float32Array.from(factors));
    factors = [];
    machine.submit(phases);
    phases = [];
  }

  async function read(address: number): Promise<Float32Array> {
    submit();
    const packed = await machine.read(address, members.length * floats);
    const values = new Float32Array(members.length * packing.count);
    members.forEach((_, m) => {
      values.set(unpack(packing, packed.subarray(m * floats, (m + 1) * floats)), m * packing.count);
    });
    return values;
  }

  return {
    work: workOfRow * rows * members.length,
    parts,
    mostSteps,
    enqueue(step, { first_row, end_row, first_member, end_member }) {
      underWay = true;
      const count = end_member - first_member;
      const a = firstTraining + trainingBytes * first_member;
      if (first_row === 0 && !lanes && layers.length > 1) {
        phases.push({ kernel: 'transpose_weights', items: count * (layers.length - 1), a });
      }
      const kernel = lanes ? 'gradient_lanes' : 'gradient_panels';
      phases.push({ kernel, items: count * shareCount, a, b: step, c: first_row, d: end_row });
      if (end_row < rows) return;
      if (factors.length === 0) factorsAt = steps + stepBytes * (slots * members.length + first_member);
      for (const { optimizer } of members.slice(first_member, end_member)) {
        const { scale, epsilon, shrinkage } = stepScalars(optimizer, step);
        factors.push(scale, epsilon, shrinkage);
      }
      phases.push({ kernel: 'sum_gradient', items: count * slices, a });
      phases.push({ kernel: 'adam', items: count * slices, a, b: slots, c: rows });
      if (end_member < members.length) return;
      slots++;
      underWay = false;
    },
    submit,
    async completion() {
      submit();
      const [first, end] = [known * members.length, slots * members.length];
      // The slots of a step that is under way stay where they are.
      slots = underWay ? slots : 0;
      known = slots;
      if (end > first) return machine.read(losses + 4 * first, end - first);
      await machine.completion();
      return new Float32Array(0);
    },
    save: (place) => void phases.push(copyPhase(state, places[place], stateFloats)),
    restore(place) {
      underWay = false;
      phases.push(copyPhase(places[place], state, stateFloats));
    },
    read: (buffer) => read(addressOf(buffer)),
    gradient: () => read(gradients),
    dispose: store.dispose,
  };
}

/** How the scratch memory of a thread is divided: bytes before activations, in all, and for each layer before its inputs and slopes. */
function scratchOf(
  { network }: TrainingPlan,
  lanes: boolean,
): { blocks: number; bytes: number; layers: { input: number; slope: number }[] } {
  const { layers, widest } = packingOf(network);
  const { dimension } = network;
  // Inputs, what residuals begin with, and five numbers that depend on σ (wasm/training/rows.ts).
  const blocks = perturbBytes + (layers[0]!.inputs + dimension + 5) * planeBytes;
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
