import { expect, test } from 'vitest';
import { planTraining } from '../../src/engines/options.ts';
import type { Device } from '../../src/engines/webgpu/device/device.ts';
import { requireRoomForNetwork, requireRoomForTraining } from '../../src/engines/webgpu/device/limits.ts';
import { mlp } from '../../src/network.ts';
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

test('a network that the kernels cannot address is refused', async () => {
  const device = await testDevice();
  const wide = mlp({ dimension: 60_000, hidden: [512] });
  expect(() => requireRoomForNetwork(device, wide)).toThrow(/parameters.*CPU engine/);
  const narrow: Device = { ...device, largestBinding: 64 * 1024 };
  expect(() => requireRoomForNetwork(narrow, mlp({ dimension: 5, hidden: [64] }))).toThrow(/at most 64 on this device/);
  // Lanes need no planes.
  expect(() => requireRoomForNetwork(narrow, mlp({ dimension: 1, hidden: [64] }))).not.toThrow();
});
