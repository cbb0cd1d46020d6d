/** What a worker is given before all else. */
export interface Start {
  readonly module: WebAssembly.Module;
  /** The memory of the team; a lone worker makes its own. */
  readonly memory: WebAssembly.Memory | undefined;
  readonly kernels: readonly string[];
  /** Words of the gate, zeros. */
  readonly words: Int32Array;
  readonly thread: number;
  readonly threads: number;
}

/** The tasks of a worker, done in their order. The last two are for a lone worker, whose memory nobody else sees. */
export type Task =
  | { readonly submission: number; readonly phases: Int32Array }
  | { readonly pages: number }
  | { readonly address: number; readonly values: Float32Array | Uint32Array | Int32Array };

/** What a worker tells: that it is ready, which submission is done, what was to be read, and that it cannot go on. */
export type Report =
  | { readonly ready: true }
  | { readonly done: number }
  | { readonly read: number; readonly values: Float32Array<ArrayBuffer> }
  | { readonly failed: string };
