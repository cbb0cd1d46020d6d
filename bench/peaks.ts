/** The limits of what computes, an adapter or some threads of WebAssembly, measured by the plainest kernels that reach them. */
export interface Peaks {
  /** What they are the limits of: as a contestant names it that they hold for. */
  readonly of: string;
  /** Loops of arithmetic, of which the fastest is the limit. */
  readonly loops: readonly Loop[];
  /** Bytes a second, read and written, of a kernel that scales a buffer larger than caches. */
  bandwidth(): Promise<number>;
  dispose(): void;
}

export interface Loop {
  /** What it computes, for people: "fused multiply-adds in WebAssembly". */
  readonly name: string;
  /** How many independent chains it has. */
  readonly chains: number;
  /** Operations a second that it reaches now: a multiply-add counts as two. */
  run(): Promise<number>;
}

/** What the limits of a WebGPU adapter are called. */
export const limitsOfAdapter = 'the adapter';

/** What the limits of so many threads of WebAssembly are called. */
export function limitsOfThreads(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
