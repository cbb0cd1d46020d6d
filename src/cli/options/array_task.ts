import { quotedWhole } from '../../quoted.ts';
import { UsageError } from '../exit.ts';

/** Which task of a job array this process is. */
export interface ArrayTask {
  /** From 0. */
  readonly index: number;
  /** How many tasks there are, where the scheduler says so: Slurm does, Kubernetes does not. */
  readonly count?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The task of a job array that a scheduler started this process as: SLURM_ARRAY_TASK_ID counted from SLURM_ARRAY_TASK_MIN in
 * steps of SLURM_ARRAY_TASK_STEP, of SLURM_ARRAY_TASK_COUNT; or JOB_COMPLETION_INDEX of an Indexed Job of Kubernetes. Undefined
 * where no scheduler did. A variable that is empty counts as missing.
 * @throws UsageError where a variable is no integer, or where the numbers do not rise in equal steps (--array=1,5,7), so that the
 *   place of this one is not known
 */
export function arrayTask(env: Environment): ArrayTask | undefined {
  const id = variable(env, 'SLURM_ARRAY_TASK_ID', 0);
  if (id === undefined) {
    const index = variable(env, 'JOB_COMPLETION_INDEX', 0);
    return index === undefined ? undefined : { index };
  }
  const index =
    (id - (variable(env, 'SLURM_ARRAY_TASK_MIN', 0) ?? 0)) / (variable(env, 'SLURM_ARRAY_TASK_STEP', 1) ?? 1);
  const count = variable(env, 'SLURM_ARRAY_TASK_COUNT', 1);
  if (Number.isInteger(index) && index >= 0 && index < (count ?? Infinity))
    return { index, ...(count !== undefined && { count }) };
  throw new UsageError(
    `SLURM_ARRAY_TASK_ID: task ${id} has no place among ${count ?? 'the'} tasks in equal steps; give sbatch a range such as --array=0-9`,
  );
}

function variable(env: Environment, name: string, least: number): number | undefined {
  const given = env[name];
  if (given === undefined || given === '') return undefined;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new UsageError(`${name}: got ${quotedWhole(given)}, but it must be an integer of at least ${least}`);
}
