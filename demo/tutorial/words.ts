import type { Engine } from '../../src/index.ts';
import type { TutorialProgress } from '../../src/tutorial/experiment.ts';
import { count } from '../../src/tutorial/numbers.ts';
import { noise, type SamplerName } from '../../src/tutorial/settings.ts';

/** What computes, and why it is nothing faster. */
export function describeEngine({ kind, adapter, passedOver }: Engine): string {
  const names = {
    webgpu: `WebGPU on ${adapter.name} (${adapter.type} adapter)`,
    wasm: adapter.name,
    cpu: 'CPU, the reference in TypeScript',
  };
  return [`Engine: ${names[kind]}.`, ...passedOver.map(({ reason }) => reason)].join(' ');
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
