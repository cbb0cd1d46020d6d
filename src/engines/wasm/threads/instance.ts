import type { Kernel } from './phases.ts';

/**
 * What kernels call for a score function of the user's own (wasm/fields/score.ts), with the memory that its addresses are of: the
 * scores of points in planes, `stride` bytes apart, to planes of one block.
 */
export type HostScore = (
  memory: ArrayBufferLike,
  of: { field: number; points: number; stride: number; scores: number; rows: number; sigma: number },
) => void;

/** Functions of an instance, as kernels, by the order of the names. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  { kernels, thread, hostScore }: { kernels: readonly string[]; thread: number; hostScore: HostScore },
): Kernel[] {
  const custom_score = (field: number, points: number, stride: number, scores: number, rows: number, sigma: number) =>
    hostScore(memory.buffer, {
      ...{ field, rows, sigma },
      // Addresses are words without a sign.
      ...{ points: points >>> 0, stride: stride >>> 0, scores: scores >>> 0 },
    });
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, host: { custom_score } });
  (exports.thread as WebAssembly.Global<'i32'>).value = thread;
  return kernels.map((name) => exports[name] as Kernel);
}
