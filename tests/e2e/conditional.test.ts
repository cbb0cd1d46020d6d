import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeNpy } from '../../src/files/index.ts';
import { points } from '../../src/points.ts';
import { build, command, temporaryFolder } from './command.ts';

beforeAll(build);

/** Two clusters of 200 points each, around −3 and 3, whose columns x and y say where and whose kind says which. */
const table = `x,y,kind\n${Array.from({ length: 400 }, (_, i) => {
  const side = i % 2 === 0 ? -1 : 1;
  const [dx, dy] = [Math.sin(1.7 * i), Math.cos(2.3 * i)];
  return `${3 * side + 0.4 * dx},${0.4 * dy},${side < 0 ? 'left' : 'right'}\n`;
}).join('')}`;

const quick = ['--engine', 'cpu', '--hidden', '16', '--steps', '150', '--batch', '64', '--sigmas', '4,0.2,6'];
const few = ['--engine', 'cpu', '--levels', '12'];

async function trained(): Promise<{ folder: string; data: string; model: string; stdout: string }> {
  const folder = temporaryFolder();
  const data = join(folder, 't.csv');
  const model = join(folder, 'm.safetensors');
  writeFileSync(data, table);
  const { code, stdout, stderr } = await command(
    'train',
    '--data',
    data,
    '--condition',
    'kind',
    ...quick,
    '--out',
    model,
  );
  expect(code, stderr).toBe(0);
  return { folder, data, model, stdout };
}

const rowsIn = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(','));

test('a column is a condition: trained on, asked for by name, and judged class by class', async () => {
  const { folder, data, model, stdout } = await trained();
  expect(stdout).toContain('400 points in 2 dimension(s)');
  expect(stdout).toContain('condition: "kind", of 2 classes: "left", "right"');
  expect(stdout).toContain('--where kind=left');

  const right = await command(
    'sample',
    '--model',
    model,
    '--where',
    'kind=right',
    ...few,
    '--particles',
    '200',
    '--out',
    '-',
  );
  const [heading, ...rows] = rowsIn(right.stdout);
  expect(heading).toEqual(['x', 'y']);
  // The clusters are 15 of their deviations apart, so that a sample is on the right side unless the network knows nothing.
  expect(rows.filter(([x]) => Number(x) > 0).length).toBeGreaterThan(190);

  const graph = ['export', '--model', model, '--out', join(folder, 'm.onnx'), '--force'];
  expect((await command(...graph)).stdout).toContain('inputs x [N, 2], sigma [N, 1] and context [N, 2], output score');
  expect((await command(...graph, '--where', 'left')).stdout).toContain(
    'inputs x [N, 2] and sigma [N, 1], output score',
  );

  const impute = await command('impute', '--model', model, '--data', data, '--out', join(folder, 'i.csv'));
  expect(impute).toMatchObject({ code: 2, stderr: expect.stringContaining('--model: the network in') });

  const file = join(folder, 's.csv');
  const each = await command(
    'sample',
    '--model',
    model,
    '--where',
    'kind=*',
    '--guidance',
    '1.5',
    ...few,
    '--particles',
    '200',
    '--out',
    file,
  );
  expect(each.stdout).toContain('kind in turn, guidance 1.5');
  const [named, ...turns] = rowsIn(readFileSync(file, 'utf8'));
  expect(named).toEqual(['x', 'y', 'kind']);
  expect(turns.map(([, , kind]) => kind)).toEqual(turns.map((_, i) => String(i % 2)));
  expect(turns.filter(([x, , kind]) => Number(x) > 0 === (kind === '1')).length).toBeGreaterThan(190);

  const judged = await command('evaluate', '--model', model, '--data', data, ...few, '--particles', '300', '--json');
  expect(judged.code, judged.stderr).toBe(0);
  const { classes, guidance, goal } = JSON.parse(judged.stdout);
  expect(guidance).toBe(1);
  expect(goal.columns).toEqual(['x', 'y']);
  expect(classes.map(({ label, data: n }: { label: string; data: number }) => [label, n])).toEqual([
    ['left', 200],
    ['right', 200],
  ]);
  const [left, other] = classes;
  expect(left.samples + other.samples).toBe(300);
  // A class taken for the other would be 6 away in x.
  for (const { slicedW2 } of classes) expect(slicedW2.value).toBeLessThan(2);
  expect(judged.stderr).toMatch(/class +data +samples +sliced W2/);
});

test('parts, and what they are resumed and merged by, know the context', async () => {
  const { folder, model } = await trained();
  const parts = join(folder, 'parts/');
  const draw = (where: string) => [
    'sample',
    '--model',
    model,
    '--where',
    where,
    ...few,
    '--particles',
    '64',
    '--out',
    parts,
  ];
  const begun = await command(...draw('kind=*'), '--shard', '1/2', '--format', 'csv');
  expect(begun.code, begun.stderr).toBe(0);
  expect((await command('sample', '--resume', '--out', parts)).code).toBe(0);
  const joined = join(folder, 'all.csv');
  expect((await command('merge', parts, '--out', joined)).code).toBe(0);
  const whole = join(folder, 'whole.csv');
  await command('sample', '--model', model, '--where', 'kind=*', ...few, '--particles', '64', '--out', whole);
  expect(readFileSync(joined, 'utf8')).toBe(readFileSync(whole, 'utf8'));
  const other = await command(...draw('kind=left'), '--parts', '2', '--format', 'csv');
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('other settings') });
});

test('a training goes on with the same contexts alone', async () => {
  const { folder, data, model } = await trained();
  const longer = [
    '--steps',
    '160',
    '--schedule',
    'constant',
    '--learning-rate',
    '0.001',
    '--engine',
    'cpu',
    '--out',
    model,
  ];
  const others = join(folder, 'others.csv');
  writeFileSync(others, table.replace('right', 'left'));
  const refused = await command('train', '--data', others, '--resume', ...longer);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--condition: ') });
  const dropout = await command('train', '--data', data, '--condition-dropout', '0.2', '--resume', ...longer);
  expect(dropout.stderr).toContain('--condition-dropout: got 0.2, but the training in');
  const gone = await command('train', '--data', data, '--resume', ...longer);
  expect(gone.code, gone.stderr).toBe(0);
  expect(gone.stdout).toContain('goes on: from step 150 to step 160');
});

test('labels may have a file of their own, and a target has classes', async () => {
  const folder = temporaryFolder();
  const [data, labels, short] = ['x.npy', 'y.npy', 'short.npy'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const both = rowsIn(table).slice(1);
  writeFileSync(
    data,
    writeNpy(
      points(
        both.flatMap(([x, y]) => [Number(x), Number(y)]),
        2,
      ),
    ),
  );
  writeFileSync(labels, writeNpy(points(both.map(([, , kind]) => (kind === 'left' ? 4 : 9)))));
  writeFileSync(short, writeNpy(points([4, 9])));
  const model = join(folder, 'm.safetensors');
  const train = ['train', '--data', data, ...quick, '--out', model, '--condition-file'];
  expect((await command(...train, short)).stderr).toContain('short.npy has 2 rows, but there are 400 points');
  const { code, stdout, stderr } = await command(...train, labels);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('condition: "label", of 2 classes: "4", "9"');
  const where = await command('sample', '--model', model, '--where', 'label=5', '--out', '-');
  expect(where).toMatchObject({ code: 2, stderr: expect.stringContaining('it must be one of "4", "9"') });
  const evaluate = ['evaluate', '--model', model, ...few, '--particles', '100'];
  expect((await command(...evaluate, '--data', data)).stderr).toContain('--condition-file');
  expect((await command(...evaluate, '--data', data, '--condition-file', labels)).code).toBe(0);

  const rings = join(folder, 'rings.safetensors');
  const target = ['--target', 'rings', '--condition', 'curve'];
  expect((await command('train', ...target, ...quick, '--points', '500', '--out', rings)).code).toBe(0);
  const judged = await command(
    'evaluate',
    '--model',
    rings,
    '--target',
    'rings',
    ...few,
    '--particles',
    '200',
    '--json',
  );
  expect(JSON.parse(judged.stdout).classes.map(({ label }: { label: string }) => label)).toEqual(['0', '1', '2', '3']);
});

test('a sweep trains conditional networks, and measures each point in its context', async () => {
  const folder = temporaryFolder();
  const data = join(folder, 't.csv');
  writeFileSync(data, table);
  const out = join(folder, 'sweep');
  const sweep = ['sweep', '--data', data, ...quick, '--out', out];
  const { code, stderr } = await command(...sweep, '--condition', 'kind', '--grid', 'condition-dropout=0.1/0.3');
  expect(code, stderr).toBe(0);
  const best = join(out, 'best.safetensors');
  expect((await command('sample', '--model', best, '--where', 'kind=left', ...few, '--out', '-')).code).toBe(0);
  const other = await command(
    ...sweep,
    '--condition',
    'y:value',
    '--columns',
    'x',
    '--grid',
    'condition-dropout=0.1/0.3',
  );
  expect(other.code).toBe(1);
});
