import { type Canvas, contextOf } from '../../../canvas.ts';
import { ArgumentError } from '../../../errors.ts';
import type { PicturePlan } from '../../plan/picture_plan.ts';
import { type Buffers, createBuffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { completed } from '../device/transfer.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import type { Counting } from './counting.ts';
import { shadePipeline } from './shade_pipeline.ts';

/** Draws particles onto canvases without reading anything back. */
export interface Drawing {
  /** Submits a frame, once the one before is done. @throws ArgumentError when the canvas gives no context or is too large */
  draw(canvas: Canvas, picture: PicturePlan, requireAlive: () => void): Promise<void>;
  dispose(): void;
}

export function createDrawing(device: Device, counting: Counting): Drawing {
  const { gpu } = device;
  let buffers: Buffers | undefined;
  let shading: Awaited<ReturnType<typeof prepare>> | undefined;
  // So that a page that draws faster than the device does not fill its queue.
  let before: Promise<unknown> = Promise.resolve();

  return {
    async draw(canvas, { grid, ramp, gain }, requireAlive) {
      const context = contextOf(canvas, 'webgpu');
      await before;
      const cells = await counting.prepare(grid.cells);
      buffers ??= createBuffers(device);
      shading ??= await prepare(device, buffers, ramp.byteLength);
      requireAlive();
      device.requireHealthy();
      // From here on all happens in one turn: the texture of a canvas is valid no longer.
      const { width, height } = canvas;
      if (width * height === 0) return;
      requireSize(canvas, gpu.limits.maxTextureDimension2D);
      configure(context, gpu, shading.format);
      cells.submit(grid);
      gpu.queue.writeBuffer(shading.ramp, 0, ramp);
      shading.records.add({ columns: grid.x.cells, rows: grid.y.cells, width, height, gain });
      shading.records.flush(gpu.queue);
      const view = context.getCurrentTexture().createView();
      const encoder = gpu.createCommandEncoder();
      const pass = encoder.beginRenderPass({ colorAttachments: [{ view, loadOp: 'clear', storeOp: 'store' }] });
      pass.setPipeline(shading.pipeline);
      pass.setBindGroup(0, shading.bind(cells.counts));
      pass.draw(3);
      pass.end();
      gpu.queue.submit([encoder.finish()]);
      before = completed(device).catch(() => {});
    },
    dispose() {
      buffers?.dispose();
    },
  };
}

/** What all pictures of a sampler share. */
async function prepare(device: Device, buffers: Buffers, rampBytes: number) {
  const format = navigator.gpu.getPreferredCanvasFormat();
  const pipeline = await shadePipeline(device.gpu, format);
  const uniform = await buffers.uniform('shading', recordStride);
  const records = createRecords(uniform, 'sampling/shade', 'Shading');
  const ramp = await buffers.storage('ramp', rampBytes);
  let bound: { readonly counts: GPUBuffer; readonly group: GPUBindGroup } | undefined;
  return {
    ...{ format, pipeline, records, ramp },
    /** The group of these counts; kept until there are others. */
    bind(counts: GPUBuffer): GPUBindGroup {
      if (bound?.counts !== counts) {
        const resources = [{ buffer: uniform, size: records.size }, { buffer: counts }, { buffer: ramp }];
        const entries = resources.map((resource, binding) => ({ binding, resource }));
        bound = { counts, group: device.gpu.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }) };
      }
      return bound.group;
    },
  };
}

function requireSize(canvas: Canvas, most: number): void {
  const { width, height } = canvas;
  if (width > most || height > most)
    throw new ArgumentError(
      'canvas',
      `${width} × ${height} pixels`,
      `at most ${most} pixels wide and high on this device`,
    );
}

/** Has a canvas show what this device draws: another engine may have had it since. */
function configure(context: GPUCanvasContext, device: GPUDevice, format: GPUTextureFormat): void {
  // Browsers that do not tell are configured each time.
  if (context.getConfiguration?.()?.device === device) return;
  context.configure({ device, format, alphaMode: 'premultiplied' });
}
