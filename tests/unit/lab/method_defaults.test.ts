import { describe, expect, test } from 'vitest';
import { type MethodName, methodNames } from '../../../demo/lab/methods.ts';
import { samplingsOf } from '../../../demo/lab/run/sampling.ts';
import {
  langevinBesideHeun,
  learnedBesideExact,
  withBeside,
  withMethod,
} from '../../../demo/lab/settings/method_defaults.ts';
import { recipes } from '../../../demo/lab/settings/recipes.ts';
import { defaults, type Settings, settingsFrom } from '../../../demo/lab/settings/settings.ts';
import { bestStep } from '../../../src/advisor.ts';
import { totalOf } from '../../../src/samplers/program.ts';

const evaluations = (settings: Settings) =>
  samplingsOf(settings).map(({ method, noise }) => totalOf(typeof method === 'function' ? method(noise) : method));
const allowed = (patch: Partial<Settings>) => expect(settingsFrom(patch).refused).toEqual([]);

describe('a choice of sampler', () => {
  test.each(methodNames)('brings levels that %s can use', (name) => {
    const patch = withMethod(defaults, name);
    allowed(patch);
    const [sampling] = samplingsOf({ ...defaults, ...patch });
    expect(sampling.noise.levels).toHaveLength(patch.ladder!);
    if (name === 'langevin') expect(patch).toMatchObject({ ladder: 24, spacing: 'geometric', perLevel: 20 });
    else {
      expect(patch.spacing).toBe('karras');
      expect(patch.ladder).toBeGreaterThanOrEqual(18);
      expect(patch.ladder).toBeLessThanOrEqual(32);
    }
  });

  test.each<[MethodName, number]>([
    // 24 levels of 20 steps and one to denoise; two a level but for the last; one a level.
    ['langevin', 481],
    ['heun', 35],
    ['dpm-solver', 20],
  ])('%s takes as many evaluations as its formula says', (name, count) => {
    expect(evaluations({ ...defaults, ...withMethod(defaults, name) })).toEqual([count]);
  });

  test('Langevin dynamics in one dimension are those of the tutorial', () => {
    const tutorial = { ...defaults, source: 'tutorial' as const };
    const { ladder, perLevel, share, denoise } = recipes.tutorial.settings;
    expect(withMethod(tutorial, 'langevin')).toMatchObject({ ladder, perLevel, share, denoise });
  });

  test('beside it has levels of its own, or is none', () => {
    expect(withBeside('heun')).toEqual({ beside: 'heun', besideLadder: 18 });
    expect(withBeside('none')).toEqual({ beside: 'none' });
  });
});

describe('comparisons', () => {
  test('are of as many evaluations as their button says', () => {
    allowed(langevinBesideHeun);
    expect(evaluations({ ...defaults, ...langevinBesideHeun })).toEqual([1000, 35]);
  });

  test('take the best step size for so many steps', () => {
    const { share } = bestStep((5 / 0.02) ** (1 / 26), 37);
    // To the digits that are written there.
    expect(langevinBesideHeun.share).toBeCloseTo(share, 3);
  });

  test.each(methodNames)('%s beside itself differs in the score alone', (name) => {
    const before = { ...defaults, ...withMethod(defaults, name) };
    const patch = learnedBesideExact(before);
    allowed(patch);
    const [learned, exact] = samplingsOf({ ...before, ...patch });
    expect([learned.score, exact!.score]).toEqual(['learned', 'exact']);
    expect(exact!.noise).toEqual(learned.noise);
    const program = ({ method, noise }: typeof learned) => (typeof method === 'function' ? method(noise) : method);
    expect(program(exact!)).toEqual(program(learned));
  });
});
