import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { readModel, writeNpy, writeSafetensors } from '../../src/files/index.ts';
import { points } from '../../src/points.ts';
import { build, command, commandFed, temporaryFolder } from './command.ts';

beforeAll(build);

const table = `,label,x,y\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 3},${Math.sin(i)},${i === 7 ? 'NA' : i % 5}`).join('\n')}\n`;

describe('standard input', () => {
  const values = Array.from({ length: 40 }, (_, i) => Math.sin(i));

  test.each<[string, string | Uint8Array]>([
    ['CSV', `x,y\n${values.map((value) => `${value},${value + 1}\n`).join('')}`],
    ['CSV in gzip', gzipSync(values.map((value) => `${value},${value + 1}\n`).join(''))],
    ['npy', writeNpy(points(values, 2))],
  ])('is read: %s', async (_, input) => {
    const { code, stdout } = await commandFed(input, 'advise', '--data', '-', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ about: { file: '-' }, levels: expect.any(Number) });
  });

  test('is asked for where nothing comes from it', async () => {
    for (const outcome of [commandFed('', 'advise', '--data', '-'), command('advise', '--data', '-')])
      expect(await outcome).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^scorefield: --data -: nothing came from standard input; .+\n$/),
      });
  });

  test('is read to its limit alone', async () => {
    const { code, stdout, stderr } = await commandFed(
      '1\n'.repeat(600_000),
      'advise',
      '--data',
      '-',
      '--max-bytes',
      '1M',
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^scorefield: --data: standard input has more than the 1048576 bytes allowed\. .+\n$/);
  });
});

test('points of more coordinates than a network takes are refused as soon as that is known', async () => {
  const file = join(temporaryFolder(), 'wide');
  const wide = 2_000_000;
  for (const content of [
    ','.repeat(wide),
    `${Array(70_000).fill(1)}\n`,
    writeNpy(points(new Float32Array(wide), wide / 2)),
  ]) {
    writeFileSync(file, content);
    const { code, stdout, stderr } = await command('advise', '--data', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^scorefield: .*(more than the 65535 that a network takes|more than 1048576 cells)\. .+\n$/);
  }
});

test('train learns the columns that are left, and says which', async () => {
  const folder = temporaryFolder();
  const data = join(folder, 'data.csv');
  const out = join(folder, 'model.safetensors');
  writeFileSync(data, table);
  const reading = ['--data', data, '--columns', '-label', '--missing', 'drop'];
  const small = ['--engine', 'cpu', '--hidden', '4', '--batch', '16', '--schedule', 'constant', '--out', out];
  const { code, stdout } = await command('train', ...reading, ...small, '--steps', '5');
  expect(code).toBe(0);
  expect(stdout).toContain('39 points in 2 dimension(s)');
  expect(stdout).toContain('\ncolumns: "x", "y" (2 of 4)\n');
  expect(stdout).toContain('\nleft out: the first column, which has no name and numbers the rows\n');
  expect(stdout).toContain('\nleft out: 1 of 40 rows, with missing values\n');
  expect(readModel(readFileSync(out)).network.dimension).toBe(2);
  // The same data again, by the same options.
  const again = await command('train', ...reading, ...small, '--steps', '10', '--resume');
  expect(again.code).toBe(0);
  const other = await command(
    'train',
    ...reading.slice(0, 2),
    '--columns',
    'x,label',
    ...small,
    '--steps',
    '15',
    '--resume',
  );
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('is "label", but that of');
});

test('what a file or a path holds is shown and not obeyed', async () => {
  const folder = temporaryFolder();
  const model = join(folder, 'model.safetensors');
  const hostile = '\u001b[2J\u009b31m';
  const network = JSON.stringify({
    dimension: 1,
    hidden: [],
    activation: 'relu',
    conditioning: { [hostile]: 1 },
    output: 'score',
  });
  const metadata = { format: 'scorefield', version: '3', network, noise: '{"levels":[1]}' };
  writeFileSync(model, writeSafetensors({ tensors: {}, metadata }));
  const data = join(folder, 'data.csv');
  writeFileSync(data, `${hostile},y\n1,2\n3,4\n`);
  const runs = [
    command('sample', '--model', model, '--out', join(folder, 's.npy')),
    command('advise', '--data', data),
    command('advise', '--data', data, '--json'),
    command('advise', '--data', join(folder, hostile)),
    command('advise', `--${hostile}`),
  ];
  for (const { stdout, stderr } of await Promise.all(runs)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    expect(stdout + stderr).toContain('\\u001b[2J\\u009b31m');
  }
});
