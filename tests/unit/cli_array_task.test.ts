import { describe, expect, it } from 'vitest';
import { arrayTask } from '../../src/cli/options/array_task.ts';

const slurm = (id: string, min: string, count: string, step?: string) => ({
  SLURM_ARRAY_TASK_ID: id,
  SLURM_ARRAY_TASK_MIN: min,
  SLURM_ARRAY_TASK_COUNT: count,
  ...(step !== undefined && { SLURM_ARRAY_TASK_STEP: step }),
});

describe('task of a job array', () => {
  it('is none where no scheduler says so', () => {
    expect(arrayTask({})).toBeUndefined();
    expect(arrayTask({ SLURM_ARRAY_TASK_ID: '', JOB_COMPLETION_INDEX: '', SLURM_JOB_ID: '7' })).toBeUndefined();
  });

  it.each([
    ['--array=0-9', slurm('0', '0', '10'), { index: 0, count: 10 }],
    ['--array=0-9', slurm('9', '0', '10', '1'), { index: 9, count: 10 }],
    ['--array=1-10', slurm('10', '1', '10'), { index: 9, count: 10 }],
    ['--array=5-20:5', slurm('15', '5', '4', '5'), { index: 2, count: 4 }],
    ['--array=7', slurm('7', '7', '1'), { index: 0, count: 1 }],
    ['no more than the number', { SLURM_ARRAY_TASK_ID: '3' }, { index: 3 }],
  ])('of Slurm counts from 0: %s', (_, env, task) => {
    expect(arrayTask(env)).toEqual(task);
  });

  it('of Kubernetes has a number, but no count', () => {
    expect(arrayTask({ JOB_COMPLETION_INDEX: '4' })).toEqual({ index: 4 });
  });

  it('is that of Slurm within a job of Kubernetes', () => {
    expect(arrayTask({ ...slurm('1', '0', '2'), JOB_COMPLETION_INDEX: '4' })).toEqual({ index: 1, count: 2 });
  });

  it.each([
    ['--array=1,5,7', slurm('5', '1', '3'), 'task 5 has no place among 3 tasks'],
    ['--array=0-20:5 and a number between', slurm('7', '0', '5', '5'), 'task 7 has no place among 5 tasks'],
    ['a number before the first', slurm('0', '1', '3'), 'task 0 has no place among 3 tasks'],
    ['no number', slurm('two', '0', '3'), 'SLURM_ARRAY_TASK_ID: got "two", but it must be an integer of at least 0'],
    ['no tasks', slurm('0', '0', '0'), 'SLURM_ARRAY_TASK_COUNT: got "0", but it must be an integer of at least 1'],
    ['a sign', { JOB_COMPLETION_INDEX: '-1' }, 'JOB_COMPLETION_INDEX: got "-1"'],
  ])('is refused: %s', (_, env, message) => {
    expect(() => arrayTask(env)).toThrow(message);
  });
});
