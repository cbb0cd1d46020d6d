import { source } from './compose.ts';
import { type Fields, layoutOf, writeFields } from './layout.ts';

export type { Fields } from './layout.ts';

/** Bytes from one record to the next: the largest alignment of dynamic offsets that WebGPU's defaults ask for. */
export const recordStride = 256;

/**
 * Records of one WGSL struct, one for each dispatch of a submission, chosen by dynamic offset. They are written into
 * one host array and sent by one write, so that a submission of a thousand dispatches costs a single transfer.
 */
export interface Records {
  readonly buffer: GPUBuffer;
  /** Bytes of one record: the size of the binding. */
  readonly size: number;
  /** Adds a record and returns its dynamic offset. */
  add(fields: Fields): number;
  /** Sends the records added since the last call, and starts again from none; call before the submission with them. */
  flush(queue: GPUQueue): void;
}

export function createRecords(buffer: GPUBuffer, shader: string, struct: string): Records {
  const layout = layoutOf(source(shader), struct);
  const bytes = new DataView(new ArrayBuffer(buffer.size));
  let count = 0;
  return {
    buffer,
    size: layout.size,
    add(fields) {
      const base = count * recordStride;
      writeFields(layout, fields, bytes, base);
      count++;
      return base;
    },
    flush(queue) {
      if (count === 0) return;
      queue.writeBuffer(buffer, 0, bytes.buffer, 0, count * recordStride);
      count = 0;
    },
  };
}
