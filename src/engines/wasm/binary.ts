import * as ours from '../../../wasm/index.ts?wasm';
import { EngineUnavailableError } from '../../errors.ts';
import type { Structs } from './struct.ts';

/** What is compiled from AssemblyScript. */
export interface Compiled {
  /** Load a binary, in base64. */
  readonly simd: () => Promise<string>;
  readonly relaxed: () => Promise<string>;
  readonly structs: Structs;
  readonly kernels: readonly string[];
}

/** A binary that this host takes, and what is in it. */
export interface Binary {
  /** Expects a shared memory. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether it multiplies and adds in one rounding. */
  readonly relaxed: boolean;
  readonly structs: Structs;
  readonly kernels: readonly string[];
}

/**
 * The fastest binary that this host takes.
 * @param relaxed false passes over the one with relaxed SIMD
 * @throws EngineUnavailableError when it takes none, saying why
 */
export async function chooseBinary(compiled: Compiled = ours, { relaxed = true } = {}): Promise<Binary> {
  if (typeof WebAssembly === 'undefined') {
    throw unavailable('there is no WebAssembly here');
  }
  const { structs, kernels } = compiled;
  if (relaxed) {
    const bytes = decode(await compiled.relaxed());
    if (WebAssembly.validate(bytes)) return { bytes, relaxed, structs, kernels };
  }
  const bytes = decode(await compiled.simd());
  if (WebAssembly.validate(bytes)) return { bytes, relaxed: false, structs, kernels };
  throw unavailable('this host has no WebAssembly SIMD');
}

/** @throws EngineUnavailableError when the host forbids it, as a page's Content-Security-Policy may */
export async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw unavailable(String(cause), { cause });
  }
}

function unavailable(why: string, options?: ErrorOptions): EngineUnavailableError {
  return new EngineUnavailableError(
    `WebAssembly is not available: ${why}. A browser or a Node.js of 2021 or later has it, unless a page's ` +
      "Content-Security-Policy forbids it (allow 'wasm-unsafe-eval'); the CPU engine runs everywhere.",
    options,
  );
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
