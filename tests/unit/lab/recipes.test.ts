import { describe, expect, test } from 'vitest';
import { targets } from '../../../demo/lab/settings/properties.ts';
import {
  dimensionOf,
  recipeNames,
  recipeOf,
  recipes,
  withColumnY,
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
  test('changes the recipe only with the dimension', () => {
    const own = { ...defaults, hidden: [32], rate: 0.003 };
    expect(withSource(own, 'rings', 2)).toEqual({ source: 'rings', standardise: 'none' });
    const line = { ...own, ...withSource(own, 'tutorial', 1) };
    expect(recipeOf(line)).toBe('tutorial');
    expect(dimensionOf(line)).toBe(1);
    expect(recipeOf({ ...line, ...withSource(line, 'circles', 2) })).toBe('plane');
  });

  test('keeps the exact score only where samplers can follow it', () => {
    const known = targets.filter((target) => describeTarget(target).exact === 'mixture');
    expect(targets.filter((target) => !withoutExactScore.includes(target))).toEqual(known);
    const exact = { ...defaults, score: 'exact', besideScore: 'exact' } as const;
    expect(withSource(exact, 'pinwheel', 2)).toMatchObject({ score: 'learned', besideScore: 'learned' });
    expect(withSource(exact, 'rings', 2)).not.toHaveProperty('score');
  });

  test('leaves data as they are that are not of a file', () => {
    const file = { ...defaults, source: 'file', standardise: 'columns' } as const;
    expect(withSource(file, 'rings', 2)).toMatchObject({ standardise: 'none' });
  });

  test('of one column instead of two is one of dimension', () => {
    const file = { ...defaults, source: 'file' } as const;
    expect(withColumnY(file, 2)).toEqual({ columnY: 2 });
    expect(recipeOf({ ...file, ...withColumnY(file, -1) })).toBe('tutorial');
  });
});
