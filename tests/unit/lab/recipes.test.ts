import { describe, expect, test } from 'vitest';
import { targets } from '../../../demo/lab/settings/properties.ts';
import {
  recipeNames,
  recipeOf,
  recipes,
  withFile,
  withoutExactScore,
  withSource,
} from '../../../demo/lab/settings/recipes.ts';
import { defaults, settingsFrom } from '../../../demo/lab/settings/settings.ts';
import { describeTarget } from '../../../src/index.ts';

describe('recipes', () => {
  test.each(recipeNames)('%s is of allowed settings, and is known by them, whatever samples are drawn by', (name) => {
    const { settings } = recipes[name];
    expect(settingsFrom(settings).refused).toEqual([]);
    expect(recipeOf({ ...defaults, ...settings })).toBe(name);
    expect(recipeOf({ ...defaults, ...settings, source: 'rings', method: 'heun', ladder: 18 })).toBe(name);
    expect(recipeOf({ ...defaults, ...settings, rate: 0.0123 })).toBeUndefined();
  });

  test('the defaults are one', () => {
    expect(recipeOf(defaults)).toBe('plane');
  });
});

describe('a choice of data', () => {
  test('changes the recipe only to that of the tutorial and back', () => {
    const own = { ...defaults, hidden: [32], rate: 0.003 };
    expect(withSource(own, 'rings')).toEqual({ source: 'rings', standardise: 'none' });
    const line = { ...own, ...withSource(own, 'tutorial') };
    expect(recipeOf(line)).toBe('tutorial');
    expect(recipeOf({ ...line, ...withSource(line, 'circles') })).toBe('plane');
  });

  test('keeps the exact score only where samplers can follow it', () => {
    const known = targets.filter((target) => describeTarget(target).exact === 'mixture');
    expect(targets.filter((target) => !withoutExactScore.includes(target))).toEqual(known);
    const exact = { ...defaults, score: 'exact', besideScore: 'exact' } as const;
    expect(withSource(exact, 'pinwheel')).toMatchObject({ score: 'learned', besideScore: 'learned' });
    expect(withSource(exact, 'rings')).not.toHaveProperty('score');
  });

  test('leaves data as they are that are not of a file', () => {
    const file = { ...defaults, source: 'file', standardise: 'columns' } as const;
    expect(withSource(file, 'rings')).toMatchObject({ standardise: 'none' });
  });

  test('of a file standardises them and draws its first columns, or its only one', () => {
    const tutorial = { ...defaults, source: 'tutorial', ...recipes.tutorial.settings } as const;
    const file = withFile({ ...tutorial, columnX: 5, score: 'exact' }, 3);
    expect(file).toMatchObject({ source: 'file', columnX: 0, columnY: 1, standardise: 'columns', score: 'learned' });
    expect(recipeOf({ ...tutorial, ...file, standardise: 'none' })).toBe('plane');
    expect(withFile(defaults, 1)).toMatchObject({ columnX: 0, columnY: -1 });
  });
});
