import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readNpy, writeModel } from '../../src/files/index.ts';
import { initialParameters, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { build, command, start, temporaryFolder } from './command.ts';
import { run } from './faults/launch.ts';

const particles = 2003;
const asked = ['--target', 'tutorial', '--engine', 'cpu', '--particles', String(particles), '--levels', '4'];
const names = (endings: string) => Array.from({ length: 5 }, (_, i) => `part-0000${i}-of-00005.${endings}`);

beforeAll(build);

/** Runs that must go well. */
async function sample(...args: string[]): Promise<void> {
  const { code, stderr } = await run(['sample', ...asked, ...args]);
  expect(code, stderr).toBe(0);
}

describe('parts', () => {
  test.each(['npy', 'csv', 'parquet'])(
    'as .%s, drawn by several processes, make the file of a single run',
    async (format) => {
      const folder = temporaryFolder();
      const out = join(folder, 'parts');
      // Chunks of another size each.
      const shards = [3, 1, 4, 0, 2].map((i) =>
        sample('--shard', `${i}/5`, '--format', format, '--out', out, '--chunk', String(60 * (i + 1))),
      );
      await Promise.all(shards);
      expect(readdirSync(out).sort()).toEqual(['_SUCCESS', '_run', ...names(format)]);
      for (const ending of ['npy', 'csv', 'parquet']) {
        const [one, merged] = [join(folder, `one.${ending}`), join(folder, `merged.${ending}`)];
        await sample('--out', one);
        const { code, stderr } = await run(['merge', out, '--out', merged]);
        expect(code, stderr).toBe(0);
        expect(readFileSync(merged).equals(readFileSync(one)), ending).toBe(true);
      }
    },
  );

  test('are told by a manifest: what they are, of which particles, by which engine', async () => {
    const out = join(temporaryFolder(), 'd');
    await sample('--seed', '11', '--parts', '5', '--format', 'npy', '--out', out);
    const manifest = JSON.parse(readFileSync(join(out, '_run', 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      ...{ particles, parts: 5, dimension: 1, kind: 'float32', format: 'npy', source: { target: 'tutorial' } },
      sampling: { method: 'dpm-solver-sde', seed: 11, levels: 4 },
    });
    let next = 0;
    for (const [i, file] of manifest.files.entries()) {
      const bytes = readFileSync(join(out, file.part));
      expect(file).toMatchObject({
        ...{ part: names('npy')[i], first: next, bytes: bytes.length, sha256: sha256(bytes) },
        ...{ engine: 'cpu', adapter: { type: 'none' }, version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      });
      expect(readNpy(bytes).shape[0]).toBe(file.particles);
      next += file.particles;
    }
    expect(next).toBe(particles);
  });

  test('that are there are kept, and those that are not, or not as they were finished, are drawn', async () => {
    const out = join(temporaryFolder(), 'd');
    await sample('--parts', '5', '--format', 'csv', '--out', out);
    const [first, second, third, fourth] = names('csv').map((name) => join(out, name)) as [
      string,
      string,
      string,
      string,
    ];
    const before = contentsOf(out);
    const kept = statSync(third).mtimeMs;
    rmSync(first);
    appendFileSync(second, '0\n');
    // As long as it was.
    writeFileSync(fourth, readFileSync(fourth, 'utf8').replace(/\d\n$/, 'x\n'));
    const merged = await run(['merge', out]);
    expect(merged.code).toBe(1);
    expect(merged.stderr).toContain('1 of 5 parts are missing: 0, and 2 are not as they were finished: 1,3');
    expect(merged.stderr).toContain('--array=0-1,3 with --shards 5');
    // The model and all settings are those of the folder.
    const resumed = await run(['sample', '--resume', '--out', out]);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('part-00001-of-00005.csv is not as it was finished');
    expect(contentsOf(out)).toEqual(before);
    expect(statSync(third).mtimeMs).toBe(kept);
    expect((await run(['merge', out])).code).toBe(0);
  });

  test('of other settings are refused by the one that differs, and removed by --force', async () => {
    const out = join(temporaryFolder(), 'd');
    await sample('--parts', '5', '--format', 'csv', '--out', out);
    writeFileSync(join(out, 'notes.csv'), 'mine');
    const refused = async (named: string, ...args: string[]): Promise<void> => {
      const { code, stderr } = await run(['sample', ...asked, ...args, '--out', out]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^scorefield: --out: .* of other settings: .*\n$/)]);
      expect(stderr).toContain(named);
    };
    await refused('seed is 0 there, but 3 here', '--parts', '5', '--format', 'csv', '--seed', '3');
    await refused(
      'method is "dpm-solver-sde" there, but "heun" here',
      '--shard',
      '1/5',
      '--format',
      'csv',
      '--method',
      'heun',
    );
    await refused('parts is 5 there, but 4 here', '--shard', '1/4', '--format', 'csv');
    await refused('format is "csv" there, but "npy" here', '--parts', '5', '--format', 'npy');
    await sample('--shard', '1/4', '--format', 'npy', '--out', out, '--force');
    expect(readdirSync(out).sort()).toEqual(['_run', 'notes.csv', 'part-00001-of-00004.npy']);
  });

  test('of a model are those of its fingerprint, wherever it lies, and bear its names', async () => {
    const folder = temporaryFolder();
    const network = mlp({ dimension: 2, hidden: [8], activation: 'tanh' });
    const noise = geometric({ from: 2, to: 0.5, levels: 4 });
    const write = (name: string, seed: number): string => {
      const file = join(folder, name);
      const model = { kind: 'network', network, noise, parameters: initialParameters(network, seed) } as const;
      writeFileSync(file, writeModel({ ...model, coordinates: { names: ['time', 'height'] } }));
      return file;
    };
    const out = join(folder, 'd');
    const draw = (model: string, ...args: string[]) =>
      run([
        'sample',
        '--engine',
        'cpu',
        '--model',
        model,
        '--particles',
        '40',
        '--format',
        'csv',
        '--out',
        out,
        ...args,
      ]);
    expect((await draw(write('a', 1), '--shard', '0/2')).code).toBe(0);
    expect(readFileSync(join(out, 'part-00000-of-00002.csv'), 'utf8')).toMatch(/^time,height\n/);
    expect((await draw(write('b', 1), '--shard', '1/2')).code).toBe(0);
    expect(existsSync(join(out, '_SUCCESS'))).toBe(true);
    const { code, stderr } = await draw(write('c', 2), '--shard', '1/2');
    expect([code, stderr]).toEqual([1, expect.stringContaining('source model is ')]);
  });

  test('by different engines are joined, and that is told', async () => {
    const out = join(temporaryFolder(), 'd');
    await sample('--shard', '0/2', '--out', out);
    await sample('--shard', '1/2', '--out', out, '--engine', 'wasm');
    const { code, stdout } = await command('merge', out, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      parts: 2,
      missing: '',
      damaged: '',
      notes: [expect.stringMatching(/1 by cpu .*1 by wasm/)],
    });
  });
});

describe('an interrupt', () => {
  const slow = [
    ...asked,
    '--particles',
    '400000',
    '--method',
    'langevin',
    '--steps-per-level',
    '20',
    '--chunk',
    '1000',
  ];

  test('tells how many parts are finished, and which command goes on', async () => {
    const out = join(temporaryFolder(), 'd');
    const started = start('sample', ...slow, '--parts', '40', '--out', out);
    await started.says('sampling: 25 %');
    started.kill('SIGINT');
    const { code, stderr } = await started.outcome;
    const [, finished] = /interrupted, (\d+) of 40 parts are finished in /.exec(stderr) ?? [];
    expect([code, stderr]).toEqual([
      130,
      expect.stringContaining(`; "scorefield sample --resume --out ${out}" draws the others`),
    ]);
    expect(readdirSync(out).filter((name) => name.startsWith('part-'))).toHaveLength(Number(finished));
    // A quarter is drawn, but the file of the tenth part may not be finished.
    expect(Number(finished)).toBeGreaterThanOrEqual(9);
  });

  test('of a shard tells that the same command draws it', async () => {
    const out = join(temporaryFolder(), 'd');
    const started = start('sample', ...slow, '--shard', '1/2', '--out', out);
    await started.says('sampling: 25 %');
    started.kill('SIGTERM');
    const { code, stderr } = await started.outcome;
    expect([code, stderr]).toEqual([
      143,
      expect.stringMatching(/interrupted, part 1 of 2 is not finished; the same command draws it\n$/),
    ]);
    expect(readdirSync(out)).toEqual(['_run']);
  });
});

test('a task of a Slurm array draws the part of its number, and says so', async () => {
  const out = join(temporaryFolder(), 'd/');
  const env = { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_MIN: '5', SLURM_ARRAY_TASK_COUNT: '3' };
  const { code, stderr } = await run(['sample', ...asked, '--out', out], { env });
  expect([code, stderr]).toEqual([0, expect.stringContaining('SLURM_ARRAY_TASK_ID=7 of 3 tasks: part 2 of 3')]);
  expect(readdirSync(out).sort()).toEqual(['_run', 'part-00002-of-00003.parquet']);
});

test('merge refuses what are no parts, and to write where they lie', async () => {
  const folder = temporaryFolder();
  const out = join(folder, 'd');
  await sample('--parts', '2', '--out', out);
  const refused = async (code: number, named: string, ...args: string[]): Promise<void> => {
    expect(await run(['merge', ...args])).toMatchObject({
      code,
      stderr: expect.stringContaining(`scorefield: ${named}`),
    });
  };
  await refused(1, 'FOLDER: there are no parts', folder);
  await refused(2, 'FOLDER is missing');
  await refused(2, 'FOLDER: got 2', out, folder);
  await refused(2, '--out: not in the folder', out, '--out', join(out, 'all.parquet'));
  await refused(2, '--out', out, '--out', join(folder, 'all.txt'));
  writeFileSync(join(folder, 'all.npy'), 'mine');
  await refused(1, '--out', out, '--out', join(folder, 'all.npy'));
  writeFileSync(join(out, '_run', 'settings.json'), '{"settings": {"parts": 1e9}}');
  await refused(1, 'FOLDER: ', out);
});

/** All parts and what is known of them, by name. */
function contentsOf(out: string): Record<string, string> {
  const files = [...readdirSync(out), ...readdirSync(join(out, '_run')).map((name) => join('_run', name))];
  return Object.fromEntries(
    files.filter((name) => name !== '_run').map((name) => [name, readFileSync(join(out, name), 'latin1')]),
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
