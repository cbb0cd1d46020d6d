import type { Phase } from './machine.ts';

/** Floats that an item takes. Twin: slice in wasm/memory/slice.ts. */
const slice = 16_384;

/** Copies floats from one address to another. */
export function copyPhase(from: number, to: number, floats: number): Phase {
  return { kernel: 'copy', items: Math.ceil(floats / slice), a: from, b: to, c: floats };
}

/** Zeros. */
export function fillPhase(to: number, floats: number): Phase {
  return { kernel: 'fill', items: Math.ceil(floats / slice), a: to, b: floats, c: 0 };
}
