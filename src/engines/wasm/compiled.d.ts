/** AssemblyScript, compiled by scripts/vite/. */
declare module '*.ts?wasm' {
  /** Load a binary, in base64: without and with relaxed SIMD. */
  export const simd: () => Promise<string>;
  export const relaxed: () => Promise<string>;
  /** Where the fields of the unmanaged classes lie, in bytes. */
  export const structs: import('./struct.ts').Structs;
  /** Names of the exported functions, in their order. */
  export const kernels: readonly string[];
}

/** A program in one classic script, bundled by scripts/vite/. */
declare module '*.ts?script' {
  const source: string;
  export default source;
}
