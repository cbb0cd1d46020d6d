import { source } from './compose.ts';

/** Values for the fields of a WGSL struct, by name. */
export type Fields = Readonly<Record<string, number | readonly [number, number]>>;

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
  /** Sends what was added since the last time and starts anew; call before the submission that uses it. */
  flush(queue: GPUQueue): void;
}

export function createRecords(buffer: GPUBuffer, shader: string, struct: string): Records {
  const { offsets, size } = layoutOf(source(shader), struct);
  const bytes = new DataView(new ArrayBuffer(buffer.size));
  let count = 0;
  return {
    buffer,
    size,
    add(fields) {
      const base = count++ * recordStride;
      for (const [name, { offset, type }] of offsets) {
        const value = fields[name];
        if (value === undefined) throw new Error(`${struct}.${name} is not set`);
        if (typeof value !== 'number') value.forEach((word, i) => bytes.setUint32(base + offset + 4 * i, word, true));
        else if (type === 'f32') bytes.setFloat32(base + offset, value, true);
        else bytes.setUint32(base + offset, value, true);
      }
      return base;
    },
    flush(queue) {
      if (count === 0) return;
      queue.writeBuffer(buffer, 0, bytes.buffer, 0, count * recordStride);
      count = 0;
    },
  };
}

/** Offsets of the fields of a struct of u32, f32 and vec2u, read from its WGSL so that the two cannot differ. */
function layoutOf(
  text: string,
  struct: string,
): { offsets: Map<string, { offset: number; type: string }>; size: number } {
  const body = new RegExp(`struct ${struct} \\{([^}]*)\\}`).exec(text)?.[1];
  if (body === undefined) throw new Error(`no struct ${struct}`);
  const offsets = new Map<string, { offset: number; type: string }>();
  let end = 0;
  for (const [, name, type] of body.replace(/\/\/.*/g, '').matchAll(/(\w+): (u32|f32|vec2u),/g) as Iterable<string[]>) {
    const width = type === 'vec2u' ? 8 : 4;
    const offset = Math.ceil(end / width) * width;
    offsets.set(name!, { offset, type: type! });
    end = offset + width;
  }
  return { offsets, size: Math.ceil(end / 16) * 16 };
}
