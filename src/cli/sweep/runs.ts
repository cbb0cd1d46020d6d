import { quotedWhole } from '../../quoted.ts';
import { isRecord } from '../../require_options.ts';
import { PathError, UsageError } from '../exit.ts';
import { type Grid, mostRuns, requireSwept, type Settings, type SweepRequest, wordsOf } from '../options/sweep.ts';
import { parseTrainArguments, type TrainRequest } from '../options/train.ts';

/** One training of a sweep. */
export interface SweepRun {
  /** From 0: the order of the settings, and within them of the seeds. */
  readonly number: number;
  /** What is its own or other runs' too, without the seed. */
  readonly settings: Settings;
  readonly seed: number;
  /** Steps in all. */
  readonly steps: number;
  /** What `train` is asked to do for it. */
  request(options: { readonly out: string; readonly resume: boolean }): TrainRequest;
}

/**
 * All runs of a sweep, checked.
 * @param text the content of the file of settings, if there is one
 * @throws UsageError, and PathError where the file is no such list
 */
export function runsOf(request: SweepRequest, text: string | undefined): SweepRun[] {
  const { grid, file, seeds, common } = request;
  const listed = file === undefined || text === undefined ? [{}] : settingsIn(file, text, common);
  for (const name of Object.keys(grid)) {
    if (listed.some((settings) => Object.hasOwn(settings, name)))
      throw new UsageError(`--grid ${name}: ${file} has values of it too; leave one of them out`);
  }
  const all = combinations(grid).flatMap((some) => listed.map((others) => ({ ...common, ...some, ...others })));
  const count = all.length * seeds.length;
  if (count > mostRuns) throw new UsageError(`--grid: this is a sweep of ${count} runs, but ${mostRuns} are the most`);
  requireDifferent(all);
  return all
    .flatMap((settings) => seeds.map((seed) => ({ settings, seed })))
    .map((run, number) => runOf({ ...run, number }, request.everywhere));
}

/** A run in words, by what sets it apart from the others. */
export function describeRun({ settings, seed }: Pick<SweepRun, 'settings' | 'seed'>, common: Settings): string {
  const own = Object.entries(settings).filter(([name]) => !Object.hasOwn(common, name));
  return [...own, ['seed', String(seed)]].map(([name, value]) => `${name} ${value}`).join(', ');
}

function runOf(run: Pick<SweepRun, 'number' | 'settings' | 'seed'>, everywhere: readonly string[]): SweepRun {
  const words = [...everywhere, ...wordsOf(run.settings), `--seed=${run.seed}`];
  const request: SweepRun['request'] = ({ out, resume }) => ({
    ...parseTrainArguments([...words, `--out=${out}`])!,
    resume,
  });
  // Here and not when its turn comes, which may be tomorrow.
  const steps = request({ out: 'run.safetensors', resume: false }).steps!;
  return { ...run, steps, request };
}

/** @throws UsageError where two are the same */
function requireDifferent(all: readonly Settings[]): void {
  const seen = new Set<string>();
  for (const settings of all) {
    const words = wordsOf(settings).sort().join(' ');
    if (seen.has(words)) throw new UsageError(`these settings stand twice in the sweep: ${words || 'the defaults'}`);
    seen.add(words);
  }
}

/** Every combination of the values of a grid: the last option changes first. */
function combinations(grid: Grid): Settings[] {
  return Object.entries(grid).reduce<Settings[]>(
    (some, [name, values]) => some.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value }))),
    [{}],
  );
}

/** What a file of settings stands for. @throws PathError, UsageError */
function settingsIn(file: string, text: string, common: Settings): Settings[] {
  const fail = (what: string): never => {
    throw new PathError(`--settings: ${quotedWhole(file)} ${what}`);
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    fail(`is not JSON: ${(error as Error).message}`);
  }
  const grids: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (grids.length === 0) fail('holds an empty list, so that there is nothing to train');
  return grids.flatMap((grid, i) => {
    const place = Array.isArray(parsed) ? `entry ${i} (from 0)` : 'its object';
    if (!isRecord(grid))
      return fail(`holds no settings: ${place} must be an object such as { "learning-rate": [0.01, 0.003] }`);
    const values = Object.entries(grid).map(([name, given]) => {
      requireSwept(`--settings: ${quotedWhole(file)}, ${place}`, name, common);
      const each: unknown[] = Array.isArray(given) ? given : [given];
      const isValue = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
      if (each.length > 0 && each.every(isValue)) return [name, each.map(String)] as const;
      return fail(`has no value of "${name}" in ${place}: it must be a string, a number or a list of these`);
    });
    return combinations(Object.fromEntries(values));
  });
}
