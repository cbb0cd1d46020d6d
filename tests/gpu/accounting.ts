import type { Engine } from '../../src/engine.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';

/** What is on a device: buffers that were made and not yet destroyed. */
export interface Live {
  readonly buffers: number;
  readonly bytes: number;
}

/** An engine whose buffers and pipelines are counted. */
export async function countedEngine(
  options: { scratchBytes?: number; bindingBytes?: number } = {},
): Promise<{ engine: Engine; live(): Live; made(): number; pipelines(): number }> {
  const adapter = await findAdapter();
  const sizes = new Map<GPUBuffer, number>();
  let made = 0;
  let pipelines = 0;
  const { requestDevice } = adapter;
  adapter.requestDevice = async (descriptor) => {
    const device = await requestDevice.call(adapter, descriptor);
    const { createBuffer } = device;
    device.createBuffer = (wanted) => {
      const buffer = createBuffer.call(device, wanted);
      made++;
      sizes.set(buffer, buffer.size);
      const { destroy } = buffer;
      buffer.destroy = () => {
        sizes.delete(buffer);
        return destroy.call(buffer);
      };
      return buffer;
    };
    const { createComputePipelineAsync } = device;
    device.createComputePipelineAsync = (wanted) => {
      pipelines++;
      return createComputePipelineAsync.call(device, wanted);
    };
    return device;
  };
  return {
    engine: await createWebgpuEngine({ adapter, ...options }),
    live: () => ({ buffers: sizes.size, bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) }),
    made: () => made,
    pipelines: () => pipelines,
  };
}
