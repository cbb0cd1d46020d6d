import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCheckpoint, readCsv, writeCsv } from '../../src/files/index.ts';
import { holdOut } from '../../src/judging/hold_out.ts';
import { points } from '../../src/points.ts';
import { build, command, start, temporaryFolder } from './command.ts';

/** Two blobs: small, so that a run takes a moment. */
const data = points(
  Array.from({ length: 120 }, (_, i) => Math.fround(Math.sin(7 * i) + (i % 4 < 2 ? 2 : -2))),
  2,
);
const settings = ['--batch', '16', '--standardise', 'columns', '--engine', 'cpu'];
const small = ['--hidden', '8', '--steps', '60'];

/** A folder with data, and the sweep of them there. */
function newSweep(...more: string[]) {
  const folder = temporaryFolder();
  const file = join(folder, 'data.csv');
  writeFileSync(file, writeCsv(data, ['x', 'y']));
  const out = join(folder, 'sweep');
  return { folder, out, args: ['sweep', '--data', file, ...settings, ...more, '--out', out] };
}

const modelsIn = (out: string): Buffer[] =>
  readdirSync(join(out, 'runs'))
    .filter((name) => name.endsWith('.safetensors'))
    .sort()
    .map((name) => readFileSync(join(out, 'runs', name)));

/** What is the same however often a sweep was interrupted. */
const lossesIn = async (out: string) => {
  const bytes = readFileSync(join(out, 'runs.parquet'));
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  return rows.map(({ seconds, resumed_from, ...row }) => row);
};

beforeAll(build);

describe('a sweep', () => {
  test('makes of each run what train does, keeps the best, and is not made twice', async () => {
    const { folder, out, args } = newSweep('--grid', 'learning-rate=0.01/0.0001/1e20', ...small, '--seeds', '3');
    const { code, stdout } = await command(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('60 points in 2 dimension(s), of which 6 are held out');
    expect(stdout).toMatch(/^\* 0: learning-rate 0.01, seed 3 .*\n {2}1: learning-rate 0.0001, seed 3 /m);
    expect(stdout).toMatch(/^run 2 diverged at step \d+: learning-rate 1e20, seed 3$/m);

    const rest = join(folder, 'training.csv');
    writeFileSync(rest, writeCsv(holdOut(data, 0.1, 0).training, ['x', 'y']));
    const alone = join(folder, 'alone.safetensors');
    const asked = [...settings, ...small, '--learning-rate', '0.01', '--seed', '3'];
    expect((await command('train', '--data', rest, ...asked, '--out', alone)).code).toBe(0);
    const best = readFileSync(join(out, 'best.safetensors'));
    expect(best.equals(readFileSync(alone))).toBe(true);
    expect(best.equals(readFileSync(join(out, 'runs/00000.safetensors')))).toBe(true);

    const rows = await lossesIn(out);
    expect(rows.map(({ status, best }) => [status, best])).toEqual([
      ['finished', true],
      ['finished', false],
      ['diverged', false],
    ]);
    expect(readCsv(readFileSync(join(out, 'runs.csv'), 'utf8'), { columns: ['seed'] }).points.shape[0]).toBe(3);

    const before = statSync(join(out, 'runs/00001.safetensors')).mtimeMs;
    const again = await command(...args, '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ of: 3, best: 0, out: join(out, 'best.safetensors') });
    expect(again.stderr).toContain('3 runs in');
    expect(again.stderr).not.toContain('engine:');
    expect(statSync(join(out, 'runs/00001.safetensors')).mtimeMs).toBe(before);
    expect(await lossesIn(out)).toEqual(rows);
  });

  test('by tasks at a time, one killed and begun again, ends as one process would', async () => {
    const list = join(temporaryFolder(), 'settings.json');
    writeFileSync(list, JSON.stringify({ hidden: [8, '8,8', 4] }));
    const grid = ['--settings', list, '--steps', '2000', '--seeds', '0-1', '--checkpoint-every', '50'];
    const whole = newSweep(...grid);
    expect((await command(...whole.args)).code).toBe(0);

    const parted = newSweep(...grid);
    const task = (i: number) => start(...parted.args, '--task', `${i}/2`);
    const [first, second] = [task(0), task(1)];
    while (!existsSync(join(parted.out, 'runs/00001.safetensors'))) await new Promise((done) => setTimeout(done, 5));
    second.kill('SIGKILL');
    await second.outcome;
    const { step } = readCheckpoint(readFileSync(join(parted.out, 'runs/00001.safetensors')));
    expect(step).toBeLessThan(2000);
    const again = await task(1).outcome;
    expect(again.code).toBe(0);
    expect(again.stdout).toContain(`goes on: from step ${step} to step 2000`);
    expect((await first.outcome).code).toBe(0);
    expect(modelsIn(parted.out)).toEqual(modelsIn(whole.out));
    expect(await lossesIn(parted.out)).toEqual(await lossesIn(whole.out));
    const best = (out: string) => readFileSync(join(out, 'best.safetensors'));
    expect(best(parted.out).equals(best(whole.out))).toBe(true);
  });

  test('that is interrupted says how to go on, and does from that very step', async () => {
    const { out, args } = newSweep('--hidden', '8,8', '--steps', '6000', '--seeds', '0-1');
    const run = start(...args);
    await run.says('training: 25 %');
    run.kill('SIGINT');
    const { code, stderr } = await run.outcome;
    expect(code).toBe(130);
    const [, ended, said] =
      /interrupted, ([01]) of 2 runs have ended, .* is kept as it is; to go on: scorefield (.+)\n$/.exec(stderr) ?? [];
    expect(said!.split(' ')).toEqual(args);
    const { step } = readCheckpoint(readFileSync(join(out, `runs/0000${ended}.safetensors`)));
    const again = await command(...args);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain(`goes on: from step ${step} to step 6000`);
    expect(readdirSync(out).sort()).toEqual(['best.safetensors', 'runs', 'runs.csv', 'runs.parquet', 'sweep.json']);
  });

  test('is refused in the folder of another, and where nothing can come of it', async () => {
    const { folder, out, args } = newSweep('--hidden', '8', '--steps', '5');
    expect((await command(...args)).code).toBe(0);
    const other = await command(...args, '--holdout', '0.5');
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toMatch(/^scorefield: --out: .* holds another sweep, with other --holdout; .*\n$/);
    const lost = await command(...args, '--settings', join(folder, 'none.json'));
    expect(lost.stderr).toMatch(/^scorefield: --settings: cannot read .*none\.json.*\n$/);
    const bad = await command(...args, '--grid', 'speed=1/2');
    expect(bad).toMatchObject({ code: 2, stdout: '' });
    mkdirSync(join(folder, 'all'));
    const diverging = args.map((arg) => (arg === out ? join(folder, 'all') : arg));
    const none = await command(...diverging, '--learning-rate', '1e20');
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('scorefield: training: every run diverged, see ');
  });
});
