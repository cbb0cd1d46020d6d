import { ArgumentError } from '../../../errors.ts';
import type { Network } from '../../../network.ts';
import type { SamplingPlan } from '../../plan/sampling_plan.ts';
import { buffersOf, type TrainingPlan } from '../../plan/training_plan.ts';
import { fitsLanes, lanePacking } from '../network/lanes.ts';
import { memberFloats } from '../network/members.ts';
import { type PlaneLayout, planesOf } from '../network/planes.ts';
import { type Tiling, tilingFor, tilingsOf, trainingTilingsOf } from '../network/tiling.ts';
import type { Device } from './device.ts';

/** What this device cannot hold is refused before anything is made, saying how much it can. @throws ArgumentError */
export function requireRoomForTraining(device: Device, plan: TrainingPlan): void {
  const { network, rows, members } = plan;
  const layouts = [...trainingTilingsOf(device).values()].map((tiling) => {
    const taken = tilingFor(tiling, Math.ceil(rows / 4));
    return { tiling: taken, layout: planesOf(network, taken, { keep: true }) };
  });
  requireRoomForLayouts(device, network, layouts);
  // A binding shows the state of all members.
  const mostMembers = Math.floor(
    device.largestBinding / (4 * buffersOf(plan).length * memberFloats(floatsOf(network, layouts), members.length)),
  );
  if (members.length > Math.max(1, mostMembers)) {
    throw new ArgumentError(
      'members',
      `${members.length} networks`,
      `at most ${mostMembers} of this shape on this device`,
      'Train them in several ensembles.',
    );
  }
  // A partial loss for each quad of rows.
  const mostRows = Math.min(device.largestBinding, 0xffff_ffff);
  if (rows > mostRows) {
    throw new ArgumentError(
      'rows of a step (data × levels)',
      rows,
      `at most ${mostRows} on this device`,
      'Give a batch, or noisePerRow other than all-levels.',
    );
  }
}

/** Whole quads of particles that one binding shows. */
export function mostParticles({ largestBinding }: Device, dimension: number): number {
  return Math.min(4 * Math.floor(largestBinding / (16 * dimension)), 0xffff_fffc);
}

/** @throws ArgumentError saying how many particles there is room for, when these are too many. */
export function requireRoomForParticles(device: Device, { particles, dimension }: SamplingPlan): void {
  const most = mostParticles(device, dimension);
  if (particles > most) {
    throw new ArgumentError(
      'particles',
      particles,
      `at most ${most} in ${dimension} dimension(s) on this device`,
      'sampleInChunks draws them a part at a time.',
    );
  }
}

/**
 * As a network is sampled, by however many particles. @throws ArgumentError when it has more parameters or units than the
 * device's kernels can address.
 */
export function requireRoomForNetwork(device: Device, network: Network): void {
  requireRoomForLayouts(
    device,
    network,
    [...tilingsOf(device).values()].map((tiling) => ({ tiling, layout: planesOf(network, tiling, { keep: false }) })),
  );
}

interface Layout {
  readonly tiling: Tiling;
  readonly layout: PlaneLayout;
}

/** Length of the parameters on the device, in whichever of these ways they lie there. */
function floatsOf(network: Network, layouts: readonly Layout[]): number {
  if (fitsLanes(network)) return lanePacking(network).floats;
  return Math.max(...layouts.map(({ layout }) => layout.floats));
}

/** Every way that may be chosen to lay the network out must fit, since the choice may fall on any. */
function requireRoomForLayouts(device: Device, network: Network, layouts: readonly Layout[]): void {
  const inLanes = fitsLanes(network);
  // A workgroup of 64 for so many parameters, and one more for the loss.
  const mostParameters = 64 * (device.gpu.limits.maxComputeWorkgroupsPerDimension - 1);
  const floats = floatsOf(network, layouts);
  if (floats > mostParameters) {
    throw new ArgumentError(
      'network',
      `${floats} parameters, filled up to whole tiles`,
      `of at most ${mostParameters} parameters on this device`,
      'The engines wasm and cpu take more.',
    );
  }
  if (inLanes) return;
  for (const { tiling, layout } of layouts) {
    // A binding shows all planes of at least one tile of rows, which 64 invocations share.
    const mostPlanes = Math.floor(device.largestBinding / (16 * 64 * tiling.vectors));
    if (layout.planes > mostPlanes) {
      throw new ArgumentError(
        'network',
        `${layout.planes} inputs, units and outputs, filled up to whole tiles`,
        `of at most ${mostPlanes} on this device`,
        'The engines wasm and cpu take more.',
      );
    }
  }
}
