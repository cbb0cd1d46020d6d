import { relaxed, simd } from '../wasm/index.ts?wasm';

/** How large a binary of the WebAssembly engine is, in bytes. */
export interface BinarySize {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: number;
}

/** Of both binaries, of which a host takes one. */
export async function binarySizes(): Promise<BinarySize[]> {
  return [await sizeOf('SIMD', await simd()), await sizeOf('relaxed SIMD', await relaxed())];
}

async function sizeOf(name: string, base64: string): Promise<BinarySize> {
  const binary = new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]);
  const packed = new Response(binary.stream().pipeThrough(new CompressionStream('gzip')));
  return { name, bytes: binary.size, gzip: (await packed.arrayBuffer()).byteLength };
}
