/** What an engine runs on. */
export interface AdapterDescription {
  /** As a driver calls itself; "WebAssembly, 4 threads, relaxed SIMD", and after a colon why there are no threads. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  /** `software` for a GPU emulated on the processor, `none` for the engines that need none. */
  readonly type: 'hardware' | 'software' | 'none';
}
