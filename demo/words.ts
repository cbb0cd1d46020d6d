import type { Engine } from '../src/index.ts';
import type { TutorialProgress } from '../src/tutorial/experiment.ts';
import { count } from '../src/tutorial/numbers.ts';
import { noise, type SamplerName } from '../src/tutorial/settings.ts';
import type { EngineChoice } from './settings.ts';

/** What computes, and why it is not a GPU where one might be expected. */
export function describeEngine({ kind, adapter }: Engine, choice: EngineChoice): string {
  if (kind === 'webgpu') return `Engine: WebGPU on ${adapter.name} (${adapter.type} adapter).`;
  if (choice === 'cpu') return 'Engine: CPU.';
  const reason = 'gpu' in navigator ? 'WebGPU finds no graphics hardware here' : 'This browser offers no WebGPU here';
  return `Engine: CPU. ${reason}, so the processor computes.`;
}

const samplerLabels: Record<SamplerName, string> = {
  tutorial: "the tutorial's own loop",
  annealed: 'annealed',
  oracle: 'oracle, the exact score',
};

export function describeProgress(progress: TutorialProgress): string {
  if (progress.phase === 'training') {
    return `Training: step ${count(progress.completed)} of ${count(progress.total)}, loss ${progress.losses.at(-1)!.toFixed(4)}.`;
  }
  const { sampler, level, completed, total } = progress;
  const sigma = noise.levels[level]!.toFixed(2);
  return `Sampling (${samplerLabels[sampler]}): step ${count(completed)} of ${count(total)}, level ${level + 1} of ${noise.levels.length}, σ = ${sigma}.`;
}
