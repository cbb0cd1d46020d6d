import { describe, expect, test } from 'vitest';
import { type Program, programOf, type Stage, stage, totalOf } from '../../../src/samplers/program.ts';
import { timetableOf } from '../../../src/samplers/timetable.ts';

const stages = (given: readonly (readonly [level: number, count: number])[]): Program => ({
  stages: given.map(([level, count]) => stage({ sigma: 1, level, count, b: 0.1 })),
  end: 0,
});

describe('positions', () => {
  // Two stages at level 0, none at level 1, two at level 2 with an empty one between them, one at level 4.
  const program = stages([
    [0, 2],
    [0, 1],
    [1, 0],
    [2, 1],
    [2, 0],
    [2, 3],
    [4, 1],
  ]);

  test('count all updates', () => {
    expect(totalOf(program)).toBe(8);
    expect(totalOf({ stages: [], end: 0 })).toBe(0);
    expect(timetableOf(program).firsts).toEqual([0, 2, 3, 3, 4, 4, 7]);
  });

  test('are the stage that is next, its level and the updates made at that level', () => {
    expect(Array.from({ length: 8 }, (_, i) => timetableOf(program).position(i))).toEqual([
      { entry: 0, level: 0, step: 0 },
      { entry: 0, level: 0, step: 1 },
      { entry: 1, level: 0, step: 2 },
      { entry: 3, level: 2, step: 0 },
      { entry: 5, level: 2, step: 1 },
      { entry: 5, level: 2, step: 2 },
      { entry: 5, level: 2, step: 3 },
      { entry: 6, level: 4, step: 0 },
    ]);
  });

  test('end of the level of the next update', () => {
    expect(Array.from({ length: 8 }, (_, i) => timetableOf(program).endOfLevel(i))).toEqual([3, 3, 3, 7, 7, 7, 7, 8]);
  });

  test('are the same when stages that are taken no times are left out', () => {
    const short = programOf('method', program);
    expect(short.stages.map(({ count }) => count)).toEqual([2, 1, 1, 3, 1]);
    for (let i = 0; i < 8; i++) {
      const { level, step } = timetableOf(program).position(i);
      expect(timetableOf(short).position(i)).toMatchObject({ level, step });
      expect(timetableOf(short).endOfLevel(i)).toBe(timetableOf(program).endOfLevel(i));
    }
  });

  test('begin at the first level that is not empty', () => {
    const late = stages([
      [0, 0],
      [1, 2],
    ]);
    expect(timetableOf(late).position(0)).toEqual({ entry: 1, level: 1, step: 0 });
    expect(timetableOf(late).endOfLevel(0)).toBe(2);
  });
});

describe('programOf', () => {
  const one = stage({ sigma: 1, level: 0, b: 0.1 });
  const bad = (change: Partial<Record<keyof Stage, unknown>>) => ({ stages: [one, { ...one, ...change }], end: 0 });

  test('keeps start and end', () => {
    expect(programOf('method', { stages: [one], start: 80, end: 0.5 })).toEqual({ stages: [one], start: 80, end: 0.5 });
  });

  test.each<[string, unknown]>([
    ['method', undefined],
    ['method', null],
    ['method', () => ({ stages: [], end: 0 })],
    ['method', { stages: 3, end: 0 }],
    ['method.stages[0]', { stages: [null], end: 0 }],
    ['method.note', { stages: [one], end: 0, note: 'mine' }],
    ['method.stages[0].note', { stages: [{ ...one, note: 'mine' }], end: 0 }],
    ['method.stages[1].sigma', bad({ sigma: 0 })],
    ['method.stages[1].sigma', bad({ sigma: 1e19 })],
    ['method.stages[1].level', bad({ level: -1 })],
    ['method.stages[1].count', bad({ count: 0.5 })],
    ['method.stages[1].a', bad({ a: Number.NaN })],
    ['method.stages[1].b', bad({ b: 1e39 })],
    ['method.stages[1].d', bad({ d: '1' })],
    ['method.stages', { stages: [{ ...one, count: 0xffff_ffff }, one], end: 0 }],
    ['method.start', { stages: [one], start: 0, end: 0 }],
    ['method.end', { stages: [one], end: -1 }],
    ['method.end', { stages: [one] }],
  ])('refuses a bad %s', (argument, given) => {
    expect(() => programOf('method', given as Program)).toThrow(expect.objectContaining({ argument }));
  });
});
