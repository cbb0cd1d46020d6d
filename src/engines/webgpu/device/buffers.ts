import { OutOfMemoryError } from '../../../errors.ts';
import type { Device } from './device.ts';
import { upload } from './transfer.ts';
import { usage } from './usage.ts';

/** The buffers of one trainer or sampler, freed together. */
export interface Buffers {
  /** A storage buffer that can be copied from and to. @throws OutOfMemoryError when there is no memory for it. */
  storage(label: string, bytes: number, extra?: number): Promise<GPUBuffer>;
  /** A storage buffer holding these values. */
  filled(label: string, values: Float32Array | Uint32Array, extra?: number): Promise<GPUBuffer>;
  /** A uniform buffer for records. */
  uniform(label: string, bytes: number): Promise<GPUBuffer>;
  /** A buffer to read from. */
  readable(label: string, bytes: number): Promise<GPUBuffer>;
  dispose(): void;
}

/** @throws OutOfMemoryError when there is no memory for it */
async function makeBuffer(gpu: GPUDevice, label: string, bytes: number, flags: number): Promise<GPUBuffer> {
  gpu.pushErrorScope('out-of-memory');
  const buffer = gpu.createBuffer({ label, size: Math.max(16, Math.ceil(bytes / 16) * 16), usage: flags });
  const error = await gpu.popErrorScope();
  if (error) throw new OutOfMemoryError(`WebGPU: no memory for ${label} (${bytes} bytes): ${error.message}`);
  return buffer;
}

export function createBuffers({ gpu }: Device): Buffers {
  const made: GPUBuffer[] = [];
  async function make(label: string, bytes: number, flags: number): Promise<GPUBuffer> {
    const buffer = await makeBuffer(gpu, label, bytes, flags);
    made.push(buffer);
    return buffer;
  }
  const storage = async (label: string, bytes: number, extra = 0) => {
    const most = gpu.limits.maxStorageBufferBindingSize;
    if (bytes > most)
      throw new OutOfMemoryError(
        `WebGPU: ${label} would take ${bytes} bytes, but a binding of this device shows ${most}`,
      );
    return make(label, bytes, usage.storage | usage.copySource | usage.copyTarget | extra);
  };
  return {
    storage,
    async filled(label, values, extra = 0) {
      const buffer = await storage(label, values.byteLength, extra);
      await upload(gpu, buffer, values);
      return buffer;
    },
    uniform: (label, bytes) => make(label, bytes, usage.uniform | usage.copyTarget),
    readable: (label, bytes) => make(label, bytes, usage.mapRead | usage.copyTarget),
    dispose() {
      for (const buffer of made.splice(0)) buffer.destroy();
    },
  };
}

/** Makes something of buffers that it will own; they are freed when it cannot be made. */
export async function withBuffers<T>(device: Device, make: (buffers: Buffers) => Promise<T>): Promise<T> {
  const buffers = createBuffers(device);
  try {
    return await make(buffers);
  } catch (error) {
    buffers.dispose();
    throw error;
  }
}

/** Makes something of buffers that are freed as soon as it is there. */
export async function lendBuffers<T>(device: Device, use: (buffers: Buffers) => Promise<T>): Promise<T> {
  const buffers = createBuffers(device);
  try {
    return await use(buffers);
  } finally {
    buffers.dispose();
  }
}
