import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import type { SweepFolder } from '../../src/cli/sweep/folder.ts';
import type { RunRecord } from '../../src/cli/sweep/record.ts';
import { notInRanking, rankingOf, writeTables } from '../../src/cli/sweep/table.ts';

const common = { run: 0, steps: 9, seconds: 1.5, resumedFrom: 0, engine: 'cpu' } as const;
const adapter = { name: 'CPU', vendor: '', architecture: '', type: 'none' } as const;

const finished = (run: number, heldOutLoss: number, settings: RunRecord['settings']): RunRecord => ({
  ...{ ...common, run, settings, seed: 2 ** 52 + 1, status: 'finished', adapter, model: `runs/0000${run}.safetensors` },
  ...{ trainingLoss: 0.25, heldOutLoss, heldOutError: 0.01 },
});

const records: RunRecord[] = [
  finished(0, 0.5, { hidden: '64,64', 'learning-rate': '1e-3', steps: '9' }),
  { ...common, run: 1, settings: { 'learning-rate': '100' }, seed: 3, status: 'diverged', divergedAt: 4, adapter },
  finished(2, 0.375, { hidden: '8', batch: 'all' }),
];

/** A folder in memory, in which further records come to be each time that the Parquet table was written. */
function folderOf(records: readonly RunRecord[], ...later: readonly RunRecord[]) {
  const files = new Map<string, string | Uint8Array>();
  const known = [...records];
  const coming = [...later];
  const folder: SweepFolder = {
    model: (run) => `out/${run}`,
    modelName: (run) => String(run),
    records: () => [...known],
    keep: () => expect.fail('nothing is to be kept'),
    write(name, content) {
      files.set(name, content);
      if (name.endsWith('.parquet')) known.push(...coming.splice(0, 1));
    },
  };
  return { folder, files };
}

test('tables have a row for each run, with its settings as columns, and the best marked', async () => {
  const { folder, files } = folderOf(records);
  await writeTables(folder);
  expect(files.get('runs.csv')).toBe(
    'run,hidden,learning_rate,batch,seed,status,steps,diverged_at,training_loss,held_out_loss,held_out_error,best,seconds,resumed_from,engine,adapter,model\n' +
      '0,"64,64",0.001,,4503599627370497,finished,9,,0.25,0.5,0.01,false,1.5,0,cpu,CPU,runs/00000.safetensors\n' +
      '1,,100,,3,diverged,9,4,,,,false,1.5,0,cpu,CPU,\n' +
      '2,8,,all,4503599627370497,finished,9,,0.25,0.375,0.01,true,1.5,0,cpu,CPU,runs/00002.safetensors\n',
  );
  const bytes = files.get('runs.parquet') as Uint8Array;
  const rows = await parquetReadObjects({ file: bytes.slice().buffer });
  expect(rows).toHaveLength(3);
  expect(rows[1]).toEqual({
    ...{ run: 1, hidden: null, learning_rate: 100, batch: null, seed: 3n, status: 'diverged', steps: 9 },
    ...{ diverged_at: 4, training_loss: null, held_out_loss: null, held_out_error: null, best: false },
    ...{ seconds: 1.5, resumed_from: 0, engine: 'cpu', adapter: 'CPU', model: null },
  });
  expect(rows[2]).toMatchObject({ hidden: '8', batch: 'all', seed: 2n ** 52n + 1n, best: true });
});

test('a table that another process ended a run during is written again, with that run', async () => {
  const [first, second, third] = records as [RunRecord, RunRecord, RunRecord];
  const { folder, files } = folderOf([first], third, second);
  expect(await writeTables(folder)).toEqual([first, third, second]);
  expect(String(files.get('runs.csv')).match(/^\d/gm)).toHaveLength(3);
});

test('the ranking begins with the best, and tells of runs without a loss beneath it', () => {
  const { rows } = rankingOf(records, { steps: '9' });
  expect(rows.map(([name]) => name)).toEqual([
    '* 2: hidden 8, batch all, seed 4503599627370497',
    '  0: hidden 64,64, learning-rate 1e-3, seed 4503599627370497',
  ]);
  expect(notInRanking(records, {})).toEqual(['run 1 diverged at step 4: learning-rate 100, seed 3']);
  const many = Array.from({ length: 23 }, (_, run) => finished(run, run, {}));
  expect(rankingOf(many, {}).rows).toHaveLength(20);
  expect(notInRanking(many, {})).toEqual(['and 3 more, in runs.csv']);
});
