/** AssemblyScript, compiled by scripts/vite/. */
declare module '*.ts?wasm' {
  /** Binaries in base64, without and with relaxed SIMD. */
  export const simd: string;
  export const relaxed: string;
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
