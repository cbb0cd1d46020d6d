import { describe, expect, test } from 'vitest';
import { lessons } from '../../../demo/lab/lessons/index.ts';
import { problemOf } from '../../../demo/lab/run/problem.ts';
import { samplingsOf } from '../../../demo/lab/run/sampling.ts';
import { properties } from '../../../demo/lab/settings/properties.ts';
import { defaults, settingsFrom } from '../../../demo/lab/settings/settings.ts';

test('a link can name every lesson, and no other', () => {
  expect(properties.lesson.kind.accepts(lessons.length)).toBe(true);
  expect(properties.lesson.kind.accepts(lessons.length + 1)).toBe(false);
});

describe.each(lessons.map((load, i) => [i + 1, load] as const))('lesson %i', (_, load) => {
  test('has settings that the page takes, and a score to follow', async () => {
    const { settings, begins } = await load();
    expect(settingsFrom(settings).refused).toEqual([]);
    const all = { ...defaults, ...settings, points: 16 };
    const { mixture } = problemOf(all, undefined);
    const scores = samplingsOf(all).map(({ score }) => score);
    // What is not trained can only be sampled by its exact score.
    expect(scores).toEqual(scores.map(() => (begins === 'training' ? 'learned' : 'exact')));
    if (begins === 'sampling' || all.exact) expect(mixture).toBeDefined();
  });

  test('is as long as one reads at a time, and says where it is from', async () => {
    const { title, words, attempt, sources } = await load();
    expect(title).not.toBe('');
    expect(attempt).not.toBe('');
    const prose = words.filter((text) => !text.startsWith('= ')).join(' ');
    const count = prose.split(/\s+/).length;
    expect(count).toBeGreaterThanOrEqual(60);
    expect(count).toBeLessThanOrEqual(120);
    for (const { href } of sources) expect(href).toMatch(/^https:\/\//);
    expect(sources.length).toBeGreaterThan(0);
  });
});
