import { describe, expect, it, test } from 'vitest';
import { PathError, UsageError } from '../../src/cli/exit.ts';
import { parseSweepArguments, sweepHelp, sweptOptions } from '../../src/cli/options/sweep.ts';
import { trainOptions } from '../../src/cli/options/train.ts';
import { describeRun, runsOf } from '../../src/cli/sweep/runs.ts';

const least = ['--target', 'two_moons', '--out', 'sweeps/a'];
const parse = (...args: string[]) => parseSweepArguments([...least, ...args], {})!;
const runs = (...args: string[]) => runsOf(parse(...args), undefined);
const runsIn = (file: unknown, ...args: string[]) =>
  runsOf(parse('--settings', 'list.json', ...args), typeof file === 'string' ? file : JSON.stringify(file));

test('its help tells of every option that it has, and of no more width than a terminal', () => {
  expect(parseSweepArguments(['--help'])).toBeUndefined();
  for (const option of ['grid', 'settings', 'seeds', 'holdout', 'task', 'tasks', 'out', 'points', 'checkpoint-every'])
    expect(sweepHelp).toMatch(new RegExp(`^  --${option} `, 'm'));
  for (const line of sweepHelp.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});

test('runs differ in options of train alone', () => {
  for (const option of sweptOptions) expect(trainOptions).toHaveProperty([option]);
});

describe('runs', () => {
  it('are every combination of settings and seeds, in order', () => {
    const all = runs('--grid', 'learning-rate=0.01/1e-3', '--grid', 'hidden=64,64/none', '--seeds', '3,0-1');
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(all.slice(0, 4).map(({ settings, seed }) => [settings, seed])).toEqual([
      [{ 'learning-rate': '0.01', hidden: '64,64' }, 0],
      [{ 'learning-rate': '0.01', hidden: '64,64' }, 1],
      [{ 'learning-rate': '0.01', hidden: '64,64' }, 3],
      [{ 'learning-rate': '0.01', hidden: 'none' }, 0],
    ]);
  });

  it('ask train for what they are', () => {
    const [first, second] = runs('--grid', 'hidden=64,64/none', '--steps', '300', '--seeds', '7', '--engine', 'cpu');
    const asked = second!.request({ out: 'b.safetensors', resume: true });
    expect(asked).toMatchObject({ hidden: [], seed: 7, steps: 300, out: 'b.safetensors', resume: true });
    expect(asked).toMatchObject({ source: { target: 'two_moons' }, engine: { name: 'cpu' } });
    // What goes on is compared with the file in what was given, and in nothing else.
    expect([...asked.given]).toEqual(expect.arrayContaining(['hidden', 'steps', 'seed']));
    expect(asked.given.has('weighting')).toBe(false);
    expect(first!.steps).toBe(300);
    expect(describeRun(second!, { steps: '300' })).toBe('hidden none, seed 7');
  });

  it('are one where nothing is asked for', () => {
    expect(runs()).toMatchObject([{ settings: {}, seed: 0, steps: 4000 }]);
  });

  it('come from a grid in a file, from a list, and from a list of grids', () => {
    const settings = (all: ReturnType<typeof runs>) => all.map((run) => run.settings);
    expect(settings(runsIn({ 'learning-rate': [0.01, 3e-3], batch: 'all' }))).toEqual([
      { 'learning-rate': '0.01', batch: 'all' },
      { 'learning-rate': '0.003', batch: 'all' },
    ]);
    expect(settings(runsIn([{ hidden: '8' }, { ema: [0.9, 0.99] }], '--steps', '9'))).toEqual([
      { steps: '9', hidden: '8' },
      { steps: '9', ema: '0.9' },
      { steps: '9', ema: '0.99' },
    ]);
    expect(settings(runsIn([{ hidden: '8' }, {}], '--grid', 'batch=4/5'))).toEqual([
      { batch: '4', hidden: '8' },
      { batch: '4' },
      { batch: '5', hidden: '8' },
      { batch: '5' },
    ]);
  });

  it.each([
    [['--grid', 'learning-rate'], '--grid: got "learning-rate"'],
    [['--grid', 'learning-rate=0.1/'], '--grid: got "learning-rate=0.1/"'],
    [['--grid', 'seed=1/2'], '--grid: got "seed", but it must be one of hidden,'],
    [['--grid', 'standardise=columns/robust'], '--grid: got "standardise"'],
    [['--grid', 'hidden=8', '--grid', 'hidden=9'], '--grid hidden: given twice'],
    [['--grid', 'hidden=8', '--hidden', '9'], '--grid: --hidden is given beside it'],
    [['--grid', 'hidden=8/8'], 'these settings stand twice in the sweep: --hidden=8'],
    [['--grid', 'learning-rate=0.01/fast'], '--learning-rate: got "fast"'],
    [['--grid', 'weight-decay=0.1'], '--weight-decay: only for --optimizer adamw'],
    [['--seeds', '1-'], '--seeds: got "1-"'],
    [['--seeds', '4-2'], '--seeds: got "2", but it must be an integer from 4'],
    [['--seeds', '0-9999', '--grid', 'hidden=8/9'], 'this is a sweep of 20000 runs'],
    [['--holdout', '1'], '--holdout: got "1", but it must be a number above 0 and below 1'],
    [['--seed', '1'], "Unknown option '--seed'"],
    [['--resume'], "Unknown option '--resume'"],
    [['--data', 'x.csv'], 'both --target NAME and --data FILE given'],
    [['--task', '2/2'], '--task: got "2/2"'],
    [['--task', '1/2', '--tasks', '2'], '--tasks: not with --task'],
    [['--tasks', '2'], '--tasks: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX says which'],
  ])('are refused: %j', (args, message) => {
    expect(() => runs(...args)).toThrow(UsageError);
    expect(() => runs(...args)).toThrow(message);
  });

  it.each([
    ['{', PathError, '--settings: "list.json" is not JSON'],
    [[], PathError, 'holds an empty list'],
    [[3], PathError, 'entry 0 (from 0) must be an object'],
    [{ hidden: [] }, PathError, 'no value of "hidden"'],
    [{ hidden: [[64, 64]] }, PathError, 'no value of "hidden"'],
    [{ speed: 1 }, UsageError, '--settings: "list.json", its object: got "speed"'],
    [{ batch: 3 }, UsageError, '--grid batch: list.json has values of it too'],
    [[{}, { hidden: '8' }, {}], UsageError, 'these settings stand twice in the sweep: --batch=4'],
  ])('are refused in a file: %j', (file, kind, message) => {
    expect(() => runsIn(file, '--grid', 'batch=4/5')).toThrow(kind);
    expect(() => runsIn(file, '--grid', 'batch=4/5')).toThrow(message);
  });
});

describe('the task of a sweep', () => {
  const task = (args: string[], env: Record<string, string>) => parseSweepArguments([...least, ...args], env)!.task;
  const slurm = { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_COUNT: '4' };

  it('is what is said, or what the scheduler says, or all', () => {
    expect(task([], {})).toBeUndefined();
    expect(task([], slurm)).toEqual({ index: 2, count: 4 });
    expect(task(['--task', '0/2'], slurm)).toEqual({ index: 0, count: 2 });
    expect(task(['--tasks', '8'], { JOB_COMPLETION_INDEX: '7' })).toEqual({ index: 7, count: 8 });
    // Some tasks of an array of 8 again, as by --array=3,5: a task has the runs that it had before.
    expect(task(['--tasks', '8'], { ...slurm, SLURM_ARRAY_TASK_MAX: '9' })).toEqual({ index: 3, count: 8 });
  });

  it('is refused where the count is missing or too small', () => {
    const kubernetes = { JOB_COMPLETION_INDEX: '7' };
    expect(() => task([], kubernetes)).toThrow('--tasks N is missing: JOB_COMPLETION_INDEX is 7, but nothing says of');
    expect(() => task([], { ...slurm, SLURM_ARRAY_TASK_MAX: '9' })).toThrow('--tasks N is missing: SLURM_ARRAY_TASK');
    expect(() => task(['--tasks', '7'], kubernetes)).toThrow('JOB_COMPLETION_INDEX is 7, but of 7 tasks the last is 6');
  });
});
