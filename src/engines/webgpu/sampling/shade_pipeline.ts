import { source } from '../wgsl/compose.ts';
import { compilePipeline } from '../wgsl/kernel.ts';

/** One for all samplers of a device: a browser has one format of canvases. */
const pipelines = new WeakMap<GPUDevice, Promise<GPURenderPipeline>>();

/** The pipeline that draws shaders/sampling/shade.wgsl. @throws DeviceError with the compiler's message */
export function shadePipeline(device: GPUDevice, format: GPUTextureFormat): Promise<GPURenderPipeline> {
  const found = pipelines.get(device);
  if (found) return found;
  const made = compilePipeline(device, 'shade', source('sampling/shade'), (module) =>
    device.createRenderPipelineAsync({
      label: 'shade',
      layout: 'auto',
      vertex: { module },
      fragment: { module, targets: [{ format }] },
    }),
  );
  pipelines.set(device, made);
  made.catch(() => pipelines.delete(device));
  return made;
}
