import { describe, expect, test } from 'vitest';
import {
  adapterSummary,
  besideSummary,
  engineSummary,
  givenWords,
  ladderSummary,
  networkSummary,
  noiseSummary,
  optimiserSummary,
  samplingCost,
  samplingProgress,
  sigmaWords,
  trainingProgress,
} from '../../../demo/lab/panels/summaries.ts';
import { level, rate } from '../../../demo/lab/panels/words.ts';
import type { EngineReport, PaneReport } from '../../../demo/lab/protocol.ts';
import { shareOf, sigmaOf } from '../../../demo/lab/run/sigma.ts';
import { recipes } from '../../../demo/lab/settings/recipes.ts';
import { defaults } from '../../../demo/lab/settings/settings.ts';

describe('settings in a line', () => {
  test('are those of the defaults', () => {
    expect(networkSummary(defaults)).toBe('64 × 64 silu, waves of ln σ, EDM');
    expect(noiseSummary(defaults)).toBe('24 levels from 5 to 0.02');
    expect(optimiserSummary(defaults)).toBe('Adam 0.01 cosine, batches of 512, averaged');
    expect(ladderSummary(defaults)).toBe('24 levels, geometric, from 5 to 0.02, 20 steps each');
    expect(besideSummary(defaults)).toBe('nothing');
  });

  test('and those of the tutorial', () => {
    const tutorial = { ...defaults, ...recipes.tutorial.settings };
    expect(networkSummary(tutorial)).toBe('64 relu, σ, the score');
    expect(noiseSummary(tutorial)).toBe('16 levels from 2 to 0.5, all of them for every row');
    expect(optimiserSummary(tutorial)).toBe('Adam 0.01 constant, all data');
  });

  test('name what is special', () => {
    expect(networkSummary({ ...defaults, hidden: [] })).toBe('linear, waves of ln σ, EDM');
    expect(ladderSummary({ ...defaults, method: 'heun', ladder: 1 })).toBe('the first level alone');
    expect(besideSummary({ ...defaults, beside: 'heun' })).toBe('Heun (Karras et al.), 18 levels, learned score');
  });
});

describe('progress', () => {
  test('of a training has its rate only while it goes on', () => {
    const report = { step: 1240, steps: 3000, playing: true, stepsPerSecond: 2312.7 };
    expect(trainingProgress(report)).toBe('step 1,240 of 3,000 · 2,310 steps/s');
    expect(trainingProgress({ ...report, playing: false })).toBe('step 1,240 of 3,000');
  });

  test('of a network that is not trained here says what Train does', () => {
    expect(givenWords({ given: 'shipped', steps: 3000 })).toBe(
      'This network came with the page, trained for 3,000 steps. Train begins one of your own.',
    );
    expect(givenWords({ given: undefined, steps: 3000 })).toBe('');
  });

  test('of particles has the noise level until they are samples', () => {
    const levels = [5, 1, 0.316227766, 0.02];
    const starts = [0, 2, 4, 6];
    const pane: PaneReport = {
      ...{
        method: 'heun',
        score: 'learned',
        completed: 12,
        total: 35,
        level: 2,
        levels,
        end: 0,
        starts,
        particles: 100_000,
      },
    };
    expect(samplingProgress(pane)).toBe('update 12 of 35 · σ = 0.32');
    expect(samplingProgress({ ...pane, completed: 35 })).toBe('update 35 of 35');
    expect(samplingCost(pane)).toBe('35 evaluations of the score, for each of 100,000 particles.');
    expect(samplingCost({ total: 1, particles: 10 })).toBe('One evaluation of the score, for each of 10 particles.');
  });
});

describe('a noise level in words', () => {
  test.each([
    [5, '5: one blur'],
    [1.2574, '1.26: the large shape'],
    [0.31623, '0.32: the parts'],
    [0.02, '0.02: the finest detail'],
  ])('is %d, beside data about 6 wide', (sigma, words) => {
    expect(sigmaWords(sigma, { standardise: 'none' }, 6)).toBe(words);
  });

  test('counts in deviations where data are standardised', () => {
    expect(sigmaWords(5, { standardise: 'columns' }, 100)).toBe('5: one blur');
    expect(sigmaWords(5, { standardise: 'none' }, 100)).toBe('5: the parts');
  });

  test.each([0, 0.25, 0.9, 1])('is where the slider is at %d, and back', (sigma) => {
    expect(shareOf(defaults, sigmaOf({ ...defaults, sigma }))).toBeCloseTo(sigma, 4);
  });

  test('beyond the levels is at the end of the slider', () => {
    expect([100, 0.001].map((sigma) => shareOf(defaults, sigma))).toEqual([0, 1]);
    expect(shareOf({ sigmaFrom: 5, sigmaTo: 5 }, 5)).toBe(0);
  });
});

describe('the engine', () => {
  const wasm: EngineReport = {
    ...{ kind: 'engine', engine: 'wasm', adapter: 'WebAssembly, 8 threads, relaxed SIMD', hardware: true },
    passedOver: ['WebGPU finds no adapter.'],
  };

  test('is named by what computes, and whether there is a graphics card', () => {
    expect(engineSummary(wasm)).toBe('WebAssembly · 8 threads, relaxed SIMD · no GPU');
    expect(adapterSummary(wasm)).toBe('WebAssembly: 8 threads, relaxed SIMD');
    const gpu: EngineReport = { ...wasm, engine: 'webgpu', adapter: 'nvidia ampere', passedOver: [] };
    expect(engineSummary(gpu)).toBe('WebGPU · nvidia ampere');
    expect(engineSummary({ ...gpu, hardware: false })).toBe('WebGPU · nvidia ampere · emulated');
  });

  test('does not outgrow the head of the page', () => {
    expect(engineSummary({ ...wasm, adapter: 'x'.repeat(80) }).length).toBeLessThan(60);
  });
});

test('rates have three digits and levels two or three', () => {
  expect([0.4, 7.6, 99.6, 853.2, 12_345, 1_234_567].map(rate)).toEqual(['0', '8', '100', '853', '12,300', '1,230,000']);
  expect([5, 3.0912, 0.31623, 0.02].map(level)).toEqual(['5', '3.09', '0.32', '0.02']);
});
