import { quotedWhole } from '../../quoted.ts';
import { UsageError } from '../exit.ts';

/** Which task of a job array this process is. */
export interface ArrayTask {
  /** As the scheduler numbers it, and where it says so. */
  readonly number: number;
  readonly variable: 'SLURM_ARRAY_TASK_ID' | 'JOB_COMPLETION_INDEX';
  /** Its place among all, from 0, where the scheduler tells of all and their numbers have no gaps. */
  readonly place?: { readonly index: number; readonly count: number };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The task of a job array that a scheduler started this process as; undefined where none did. Slurm tells of all tasks
 * (SLURM_ARRAY_TASK_MIN, _MAX, _STEP, _COUNT), an Indexed Job of Kubernetes of this one alone. A variable that is empty counts as
 * missing. @throws UsageError where a variable is no integer
 */
export function arrayTask(env: Environment): ArrayTask | undefined {
  const id = variable(env, 'SLURM_ARRAY_TASK_ID');
  if (id === undefined) {
    const number = variable(env, 'JOB_COMPLETION_INDEX');
    return number === undefined ? undefined : { number, variable: 'JOB_COMPLETION_INDEX' };
  }
  const place = placeOf(id, env);
  return { number: id, variable: 'SLURM_ARRAY_TASK_ID', ...(place && { place }) };
}

/** Undefined where tasks do not rise in equal steps, as in --array=1,5,7. */
function placeOf(id: number, env: Environment): ArrayTask['place'] {
  const [least, most, count] = (['MIN', 'MAX', 'COUNT'] as const).map((name) =>
    variable(env, `SLURM_ARRAY_TASK_${name}`),
  );
  const step = variable(env, 'SLURM_ARRAY_TASK_STEP') || 1;
  if (least === undefined || count === undefined) return undefined;
  if (most !== undefined && most !== least + step * (count - 1)) return undefined;
  const index = (id - least) / step;
  return Number.isInteger(index) && index >= 0 && index < count ? { index, count } : undefined;
}

function variable(env: Environment, name: string): number | undefined {
  const given = env[name];
  if (given === undefined || given === '') return undefined;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw new UsageError(`${name}: got ${quotedWhole(given)}, but it must be an integer of at least 0`);
}
