import type { Kernel } from './phases.ts';

/**
 * What kernels call for a score function of the user's own (wasm/fields/leaf.ts), with the memory that its addresses are of: the
 * scores of points in planes, `stride` bytes apart, to planes of one block; or, where there is a tangent, in planes of one block,
 * the products of the Jacobian with it.
 */
export type HostScore = (
  memory: ArrayBufferLike,
  of: {
    readonly field: number;
    readonly points: number;
    readonly stride: number;
    readonly tangent?: number;
    readonly results: number;
    readonly rows: number;
    readonly sigma: number;
  },
) => void;

/** Functions of an instance, as kernels, by the order of the names. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  { kernels, thread, hostScore }: { kernels: readonly string[]; thread: number; hostScore: HostScore },
): Kernel[] {
  // Addresses are words without a sign.
  const host = {
    custom_score: (field: number, points: number, stride: number, scores: number, rows: number, sigma: number) =>
      hostScore(memory.buffer, {
        ...{ field, rows, sigma },
        ...{ points: points >>> 0, stride: stride >>> 0, results: scores >>> 0 },
      }),
    custom_product: (
      ...[field, points, stride, tangent, products, rows, sigma]: [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ]
    ) =>
      hostScore(memory.buffer, {
        ...{ field, rows, sigma },
        ...{ points: points >>> 0, stride: stride >>> 0, tangent: tangent >>> 0, results: products >>> 0 },
      }),
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, host });
  (exports.thread as WebAssembly.Global<'i32'>).value = thread;
  return kernels.map((name) => exports[name] as Kernel);
}
