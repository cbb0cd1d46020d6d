import { expect, test } from 'vitest';
import { createBuffers } from '../../src/engines/webgpu/device/buffers.ts';
import { download } from '../../src/engines/webgpu/device/transfer.ts';
import { testDevice } from './device.ts';

test('a buffer of more bytes than are written at one go holds them all', async () => {
  const device = await testDevice();
  const buffers = createBuffers(device);
  // Not from the beginning of their memory: 33 MiB and a few.
  const values = Uint32Array.from({ length: 33 * 2 ** 18 + 5 }, (_, i) => i).subarray(3);
  const buffer = await buffers.filled('many', values);
  const held = new Uint32Array(await download(device, buffer, values.byteLength));
  expect(held.length).toBe(values.length);
  expect(held.findIndex((value, i) => value !== i + 3)).toBe(-1);
  buffers.dispose();
});
