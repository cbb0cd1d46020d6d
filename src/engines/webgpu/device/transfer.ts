import { OutOfMemoryError } from '../../../errors.ts';
import type { Device } from './device.ts';
import { mapModeRead, usage } from './usage.ts';
import { settled } from './waiting.ts';

/** Bytes that are written at one go. */
const mostWritten = 16 * 2 ** 20;

/** Writes values to the beginning of a buffer. */
export async function upload(gpu: GPUDevice, buffer: GPUBuffer, values: Float32Array | Uint32Array): Promise<void> {
  const { byteOffset, byteLength } = values;
  for (let at = 0; at < byteLength; at += mostWritten) {
    // A driver keeps what is written until it has copied it: gigabytes at once would be held twice.
    if (at > 0) await settled(gpu.queue, gpu.queue.onSubmittedWorkDone());
    const size = Math.min(mostWritten, byteLength - at);
    gpu.queue.writeBuffer(buffer, at, values.buffer as ArrayBuffer, byteOffset + at, size);
  }
}

/** Waits until all that was submitted is done. */
export function completed({ gpu: { queue } }: Device): Promise<undefined> {
  return settled(queue, queue.onSubmittedWorkDone());
}

/** Sends what `encode` puts into a pass, as one submission. */
export function submitPass({ gpu }: Device, encode: (pass: GPUComputePassEncoder) => void): void {
  const encoder = gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  encode(pass);
  pass.end();
  gpu.queue.submit([encoder.finish()]);
}

/** Reads bytes that an earlier submission copied into a readable buffer. */
export async function read({ gpu }: Device, buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  await settled(gpu.queue, buffer.mapAsync(mapModeRead, 0, Math.ceil(bytes / 4) * 4));
  const copy = buffer.getMappedRange(0, Math.ceil(bytes / 4) * 4).slice(0, bytes);
  buffer.unmap();
  return copy;
}

/** Reads a whole range of a storage buffer back; for results, not for hot paths. */
export async function download(device: Device, source: GPUBuffer, bytes: number, offset = 0): Promise<ArrayBuffer> {
  const { gpu } = device;
  gpu.pushErrorScope('out-of-memory');
  const target = gpu.createBuffer({
    label: 'download',
    size: Math.ceil(bytes / 4) * 4,
    usage: usage.mapRead | usage.copyTarget,
  });
  const error = await gpu.popErrorScope();
  if (error) throw new OutOfMemoryError(`WebGPU: no memory to read ${bytes} bytes from the device: ${error.message}`);
  const encoder = gpu.createCommandEncoder();
  encoder.copyBufferToBuffer(source, offset, target, 0, Math.ceil(bytes / 4) * 4);
  gpu.queue.submit([encoder.finish()]);
  try {
    return await read(device, target, bytes);
  } finally {
    target.destroy();
  }
}
