import type { Kernel } from './phases.ts';

/** The import of a score that is a function of the host's: writes `rows` scores for as many points, all by their addresses. */
export type CustomScore = (field: number, points: number, scores: number, rows: number, sigmaIndex: number) => void;

/** Functions of an instance, as kernels, by the order of the names. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  { kernels, thread, customScore }: { kernels: readonly string[]; thread: number; customScore: CustomScore },
): Kernel[] {
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, host: { custom_score: customScore } });
  (exports.thread as WebAssembly.Global<'i32'>).value = thread;
  return kernels.map((name) => exports[name] as Kernel);
}
