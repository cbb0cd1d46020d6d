import { describe, expect, it } from 'vitest';
import { arrayTask } from '../../src/cli/options/array_task.ts';

const variable = 'SLURM_ARRAY_TASK_ID';

/** What Slurm tells a task of an array; `more` of its variables by the ends of their names. */
const slurm = (id: string, more: Record<string, string>) => ({
  [variable]: id,
  ...Object.fromEntries(Object.entries(more).map(([name, value]) => [`SLURM_ARRAY_TASK_${name}`, value])),
});

describe('task of a job array', () => {
  it('is none where no scheduler says so', () => {
    expect(arrayTask({})).toBeUndefined();
    expect(arrayTask({ [variable]: '', JOB_COMPLETION_INDEX: '', SLURM_JOB_ID: '7' })).toBeUndefined();
  });

  it.each([
    ['0-9', '0', { MIN: '0', MAX: '9', STEP: '1', COUNT: '10' }, { index: 0, count: 10 }],
    ['0-9', '9', { MIN: '0', MAX: '9', COUNT: '10' }, { index: 9, count: 10 }],
    ['1-10', '10', { MIN: '1', COUNT: '10' }, { index: 9, count: 10 }],
    ['5-20:5', '15', { MIN: '5', MAX: '20', STEP: '5', COUNT: '4' }, { index: 2, count: 4 }],
    ['7', '7', { MIN: '7', MAX: '7', COUNT: '1' }, { index: 0, count: 1 }],
  ])('of Slurm has its number, and a place from 0: --array=%s', (_, id, more, place) => {
    expect(arrayTask(slurm(id, more))).toEqual({ number: Number(id), variable, place });
  });

  it.each([
    ['1,5,7', '5', { MIN: '1', MAX: '7', STEP: '1', COUNT: '3' }],
    ['3,17-19', '3', { MIN: '3', MAX: '19', COUNT: '4' }],
    ['0-20:5, which has no such task', '7', { MIN: '0', MAX: '20', STEP: '5', COUNT: '5' }],
    ['1-3, which has no such task', '0', { MIN: '1', MAX: '3', COUNT: '3' }],
    ['unknown', '3', {}],
  ])('of Slurm has a number alone where there are gaps: --array=%s', (_, id, more) => {
    expect(arrayTask(slurm(id, more))).toEqual({ number: Number(id), variable });
  });

  it('of Kubernetes has a number alone', () => {
    expect(arrayTask({ JOB_COMPLETION_INDEX: '4' })).toEqual({ number: 4, variable: 'JOB_COMPLETION_INDEX' });
  });

  it('is that of Slurm within a job of Kubernetes', () => {
    expect(arrayTask({ ...slurm('1', {}), JOB_COMPLETION_INDEX: '4' })).toEqual({ number: 1, variable });
  });

  it.each([
    ['no number', slurm('two', {}), 'SLURM_ARRAY_TASK_ID: got "two", but it must be an integer of at least 0'],
    ['no count', slurm('0', { MIN: '0', COUNT: 'all' }), 'SLURM_ARRAY_TASK_COUNT: got "all"'],
    ['a sign', { JOB_COMPLETION_INDEX: '-1' }, 'JOB_COMPLETION_INDEX: got "-1"'],
  ])('is refused: %s', (_, env, message) => {
    expect(() => arrayTask(env)).toThrow(message);
  });
});
