/** A kernel to be called for each item from 0 on, by whichever thread is free. Items of one phase write to different places. */
export interface Phase {
  /** Name of an exported function, called as (item, a, b, c, d). */
  readonly kernel: string;
  readonly items: number;
  /** Words that all items are given; 0 unless said. */
  readonly a?: number;
  readonly b?: number;
  readonly c?: number;
  readonly d?: number;
}

/** Workers that share a memory, one worker with its own, or no worker. */
export type MachineKind = 'team' | 'lone worker' | 'calling thread';

/** Where phases run, and the memory that they work in. */
export interface Machine {
  readonly threads: number;
  readonly kind: MachineKind;
  /** How it computes, for people: "4 threads", "one worker" or "the calling thread", */
  readonly description: string;
  /** and why it is no better; absent from a team. */
  readonly why?: string;
  /** Address of `bytes` bytes, a multiple of 64. What is there is arbitrary. @throws MemoryError when there is no room */
  allocate(bytes: number): number;
  free(address: number): void;
  /** Bytes that one more allocation could have at most, if the host has them. */
  readonly room: number;
  /** Copies values to an address, before the phases that are submitted later. No phase submitted before may use that memory. */
  write(address: number, values: Float32Array | Uint32Array | Int32Array): void;
  /** A copy of so many floats, as they are when all that was submitted before is done. Rejects as `completion` does. */
  read(address: number, floats: number): Promise<Float32Array<ArrayBuffer>>;
  /** Puts phases into the queue. Each begins when all items of the one before are done. */
  submit(phases: readonly Phase[]): void;
  /**
   * When all that was submitted before is done. Rejects with a DeviceLostError once a worker has died or a kernel has trapped, and with a
   * DisposedError after `dispose`.
   */
  completion(): Promise<void>;
  dispose(): void;
}
