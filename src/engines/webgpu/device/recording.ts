import type { Device } from './device.ts';

/** Commands on their way into a submission, in the order in which they come. */
export interface Recording {
  /** The pass to dispatch in; opened when it is asked for. */
  pass(): GPUComputePassEncoder;
  copy(source: GPUBuffer, target: GPUBuffer, bytes: number): void;
  clear(buffer: GPUBuffer): void;
  /** Sends what there is, if there is any. */
  submit(): void;
}

/** @param before is called before each submission, for what its commands read. */
export function createRecording({ gpu }: Device, before: (queue: GPUQueue) => void): Recording {
  let encoder: GPUCommandEncoder | undefined;
  let pass: GPUComputePassEncoder | undefined;
  const open = (): GPUCommandEncoder => {
    encoder ??= gpu.createCommandEncoder();
    return encoder;
  };
  const closed = (): GPUCommandEncoder => {
    pass?.end();
    pass = undefined;
    return open();
  };
  return {
    pass() {
      pass ??= open().beginComputePass();
      return pass;
    },
    copy: (source, target, bytes) => closed().copyBufferToBuffer(source, 0, target, 0, bytes),
    clear: (buffer) => closed().clearBuffer(buffer),
    submit() {
      if (!encoder) return;
      const commands = closed().finish();
      encoder = undefined;
      before(gpu.queue);
      gpu.queue.submit([commands]);
    },
  };
}
