import { ArgumentError } from '../../../errors.ts';
import type { Network } from '../../../network.ts';
import type { SamplingPlan, TrainingPlan } from '../../options.ts';
import { fitsLanes, lanePacking } from '../network/lanes.ts';
import { planesOf } from '../network/planes.ts';
import { tilingsOf } from '../network/tiling.ts';
import type { Device } from './device.ts';

/** What this device cannot hold is refused before anything is made, saying how much it can. @throws ArgumentError */
export function requireRoomForTraining(device: Device, { network, rows }: TrainingPlan): void {
  requireRoomForNetwork(device, network);
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

/** @throws ArgumentError when a network has more parameters or units than the device's kernels can address. */
export function requireRoomForNetwork(device: Device, network: Network): void {
  // A workgroup of 64 for so many parameters, and one more for the loss.
  const mostParameters = 64 * (device.gpu.limits.maxComputeWorkgroupsPerDimension - 1);
  // By the tiles that fill up most.
  const [tiling] = tilingsOf(device).values();
  const layout = planesOf(network, tiling!, { keep: true });
  const { floats } = fitsLanes(network) ? lanePacking(network) : layout;
  if (floats > mostParameters) {
    throw new ArgumentError(
      'network',
      `${floats} parameters, filled up to whole tiles`,
      `of at most ${mostParameters} parameters on this device`,
      'The CPU engine takes more.',
    );
  }
  const mostPlanes = Math.floor(device.largestBinding / (16 * 64));
  if (!fitsLanes(network) && layout.planes > mostPlanes) {
    throw new ArgumentError(
      'network',
      `${layout.planes} inputs, units and outputs, filled up to whole tiles`,
      `of at most ${mostPlanes} on this device`,
      'The CPU engine takes more.',
    );
  }
}
