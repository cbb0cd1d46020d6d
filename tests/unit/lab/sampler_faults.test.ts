import { describe, expect, test } from 'vitest';
import { type SamplerSetup, samplerFault } from '../../../demo/lab/worker/judging/sampler_faults.ts';
import { geometric, karras } from '../../../src/index.ts';

const langevin: SamplerSetup = {
  ...{ method: 'langevin', perLevel: 20, share: 0.1 },
  levels: geometric({ from: 8, to: 0.1, levels: 24 }).levels,
};
const modes = { nearest: 2, widest: 6 };

describe('samplerFault', () => {
  test('finds none in a good sampler', () => {
    expect(samplerFault(langevin)).toBeUndefined();
    expect(samplerFault(langevin, modes)).toBeUndefined();
    const { levels } = karras({ from: 8, to: 0.01, levels: 36 });
    for (const method of [
      'heun',
      'euler',
      'dpm-solver',
      'dpm-solver-sde',
      'ancestral',
      'reverse-diffusion',
      'predictor-corrector',
    ] as const)
      expect(samplerFault({ ...langevin, method, levels }, modes)).toBeUndefined();
  });

  test('a start that is too small, where modes are wrong', () => {
    const setup = { ...langevin, levels: geometric({ from: 2, to: 0.1, levels: 24 }).levels };
    expect(samplerFault(setup, modes)).toMatch(
      /^the largest σ, 2, is less than half the distance of the farthest modes, 6,/,
    );
    expect(samplerFault(setup)).toBeUndefined();
  });

  test('Langevin steps that are too few, too small or too long', () => {
    expect(samplerFault({ ...langevin, perLevel: 5 })).toMatch(
      /^5 steps a level of 0\.1·σ² each are too few or too small/,
    );
    expect(samplerFault({ ...langevin, perLevel: 1 })).toMatch(/^1 step a level of/);
    expect(samplerFault({ ...langevin, share: 0.001 })).toMatch(/^20 steps a level of 0\.001·σ² each/);
    expect(samplerFault({ ...langevin, share: 0.8 })).toMatch(/^Langevin steps of 0\.8·σ² are too long/);
  });

  test('levels too far apart, where the modes part', () => {
    // From 8 to 0.1 in ratios of 1.49, but for one gap of 3.3 that is of no matter to modes 40 apart.
    const sparse = [8, 5.5, 3.7, 2.5, 0.75, 0.5, 0.34, 0.23, 0.16, 0.11];
    expect(samplerFault({ ...langevin, levels: sparse }, modes)).toMatch(
      /^too few levels between σ = 2\.5 and 0\.75, where the modes part: each is 3\.3 times the next$/,
    );
    expect(samplerFault({ ...langevin, levels: sparse })).toMatch(/^too few levels between σ = 2\.5 and 0\.75: /);
    expect(samplerFault({ ...langevin, levels: sparse }, { nearest: 16, widest: 16 })).toBeUndefined();
  });

  test('too few levels for a flow', () => {
    const { levels } = karras({ from: 8, to: 0.01, levels: 6 });
    expect(samplerFault({ ...langevin, method: 'heun', levels })).toBe(
      '6 levels are too few for this sampler: give it 12 or more',
    );
    expect(samplerFault({ ...langevin, method: 'euler', levels: [8] })).toBe(
      '1 level is too few for this sampler: give it 36 or more',
    );
  });
});
