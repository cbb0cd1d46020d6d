import type { Lesson } from './lesson.ts';

/** The lessons in their order, each loaded when it is opened. */
export const lessons: readonly (() => Promise<Lesson>)[] = [
  async () => (await import('./score.ts')).score,
  async () => (await import('./noise.ts')).noise,
  async () => (await import('./denoising.ts')).denoising,
  async () => (await import('./one_level.ts')).oneLevel,
  async () => (await import('./ladder.ts')).ladder,
  async () => (await import('./flow.ts')).flow,
  async () => (await import('./quality.ts')).quality,
];
