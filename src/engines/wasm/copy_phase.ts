import type { Phase } from './machine.ts';

/** Floats that an item copies. Twin: slice in wasm/memory/slice.ts. */
const slice = 16_384;

/** Copies floats from one address to another. */
export function copyPhase(from: number, to: number, floats: number): Phase {
  return { kernel: 'copy', items: Math.ceil(floats / slice), a: from, b: to, c: floats };
}
