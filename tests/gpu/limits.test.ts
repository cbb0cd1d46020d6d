import { expect, test } from 'vitest';
import { planEnsemble } from '../../src/engines/plan/ensemble.ts';
import { planScore } from '../../src/engines/plan/score.ts';
import { planTraining } from '../../src/engines/plan/training.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { type Device, openDevice } from '../../src/engines/webgpu/device/device.ts';
import { requireRoomForNetwork, requireRoomForTraining } from '../../src/engines/webgpu/device/limits.ts';
import { tilingsOf } from '../../src/engines/webgpu/network/tiling.ts';
import { createSamplingRunner } from '../../src/engines/webgpu/sampling/sampling_runner.ts';
import { createTrainingRunner } from '../../src/engines/webgpu/training/training_runner.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { testDevice } from './device.ts';

const noise = geometric({ from: 2, to: 1, levels: 2 });

test('what a device cannot hold is refused, saying how much it can', async () => {
  // The device as it would be if a binding held only 1 KiB.
  const device: Device = { ...(await testDevice()), largestBinding: 1024 };
  const network = mlp({ dimension: 1, hidden: [4] });
  const plan = (count: number) => planTraining({ data: points(new Float32Array(count)), network, noise });
  expect(() => requireRoomForTraining(device, plan(256))).not.toThrow();
  // Their data may take as many buffers as they need.
  expect(() => requireRoomForTraining(device, plan(257))).not.toThrow();
  const rows = { ...plan(256), rows: 1025 };
  expect(() => requireRoomForTraining(device, rows)).toThrow(/rows of a step.*at most 1024/);
});

test('more networks than a binding can show the state of are refused, saying how many it can', async () => {
  const network = mlp({ dimension: 1, hidden: [4] });
  const members = Array.from({ length: 9 }, (_, seed) => ({ seed }));
  const plan = planEnsemble({ data: points([1, 2]), network, noise, members, averaging: { decay: 0.5 } });
  // Of each 64 floats, which 20 are filled up to (five rows of four units, the last of them the bias of the output), four times.
  const device = { ...(await testDevice()), largestBinding: 8 * 4 * 4 * 64 };
  expect(() => requireRoomForTraining(device, plan)).toThrow(/members: got "9 networks".* at most 8 of this shape/);
  expect(() => requireRoomForTraining({ ...device, largestBinding: 9 * 4 * 4 * 64 }, plan)).not.toThrow();
});

test('a network that the kernels cannot address is refused', async () => {
  const device = await testDevice();
  const wide = mlp({ dimension: 60_000, hidden: [512] });
  expect(() => requireRoomForNetwork(device, wide)).toThrow(/parameters.*engines wasm and cpu/);
  // Without subgroups, tiles are of up to two vectors.
  const narrow: Device = { ...device, subgroup: 0, largestBinding: 64 * 1024 };
  expect(() => requireRoomForNetwork(narrow, mlp({ dimension: 5, hidden: [64] }))).toThrow(/at most 32 on this device/);
  // Lanes need no planes.
  expect(() => requireRoomForNetwork(narrow, mlp({ dimension: 1, hidden: [64] }))).not.toThrow();
});

const many = mlp({ dimension: 40_000, hidden: [8] });

test('a network whose tiles of rows take more than a binding shows is refused', async () => {
  const { adapter, ...found } = await testDevice();
  // GPUs have tiles of more units besides.
  const software = { ...adapter, type: 'software' } as const;
  const device: Device = { ...found, adapter: software, subgroup: 0, largestBinding: 128 * 2 ** 20 };
  const plan = (count: number) =>
    planTraining({ data: points(new Float32Array(40_000 * count), 40_000), network: many, noise });
  // 80,020 planes of 2 KiB.
  expect(() => requireRoomForTraining(device, plan(150))).toThrow(/80020 inputs, units and outputs.*at most 65536/);
  expect(() => requireRoomForNetwork(device, many)).toThrow(/80008 inputs, units and outputs.*at most 65536/);
  // Of few rows, half of that.
  expect(() => requireRoomForTraining(device, plan(128))).not.toThrow();
  const least = { ...device, largestBinding: 16 * 128 * 80_020 };
  expect(() => requireRoomForTraining(least, plan(150))).not.toThrow();
  expect(() => requireRoomForNetwork(least, many)).not.toThrow();
});

const widths: readonly [number, readonly number[]][] = [
  [5, [64]],
  [33, []],
  [7, [5, 40, 3]],
  [100, [17]],
  [2, [130, 130]],
];
test.each(widths)(
  'what is counted for %i dimension(s) and hidden layers %j is what is allocated',
  async (dimension, hidden) => {
    const network = mlp({ dimension, hidden, conditioning: { fourier: 3 } });
    // Scratch for one tile of rows, no more.
    const opened = await openDevice(await findAdapter(), { scratchBytes: 16 });
    // What GPUs choose from, where tiles that fill up less come first.
    const device: Device = { ...opened, subgroup: 0, adapter: { ...opened.adapter, type: 'hardware' } };
    let allocated = 0;
    const { createBuffer } = device.gpu;
    device.gpu.createBuffer = (wanted) => {
      if (wanted.label === 'activations') allocated = Math.max(allocated, wanted.size);
      return createBuffer.call(device.gpu, wanted);
    };
    /** The most that any of the tilings allocates for activations: the choice may fall on each. */
    const mostAllocated = async (make: (device: Device) => Promise<{ dispose(): void }>): Promise<number> => {
      allocated = 0;
      for (const name of tilingsOf(device).keys()) {
        const tuning = { getItem: () => name, setItem() {} };
        (await make({ ...device, choices: new Map(), tuning })).dispose();
      }
      return allocated;
    };
    const wide = (bytes: number): Device => ({ ...device, largestBinding: bytes });
    try {
      const data = points(
        Float32Array.from({ length: 300 * dimension }, (_, i) => Math.sin(i)),
        dimension,
      );
      const plan = planTraining({ data, network, noise });
      const training = await mostAllocated((device) => createTrainingRunner(device, plan));
      expect(() => requireRoomForTraining(wide(training), plan)).not.toThrow();
      expect(() => requireRoomForTraining(wide(training - 1), plan)).toThrow('network');
      const score: Model = { kind: 'network', network, noise, parameters: initialParameters(network, 1) };
      const scoring = await mostAllocated((device) =>
        createSamplingRunner(device, planScore({ score, points: data, sigma: 1 })),
      );
      expect(() => requireRoomForNetwork(wide(scoring), network)).not.toThrow();
      expect(() => requireRoomForNetwork(wide(scoring - 1), network)).toThrow('network');
    } finally {
      device.destroy();
    }
  },
);
