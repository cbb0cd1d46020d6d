import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readNpy, writeModel, writeNpy } from '../../src/files/index.ts';
import { type Model, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { build, command, commandFed, start, temporaryFolder } from './command.ts';

beforeAll(build);

/** A network without hidden layers, whose score is that of a normal of correlation ½ at no noise. */
const model: Model = {
  kind: 'network',
  network: mlp({ dimension: 2, hidden: [] }),
  noise: geometric({ from: 0.5, to: 0.05, levels: 4 }),
  parameters: Float32Array.of(-4 / 3, 2 / 3, 2 / 3, -4 / 3, 0, 0, 0, 0),
  transform: { shift: [10, 100], scale: [1, 5] },
  coordinates: { names: ['width', 'height'], whole: [1] },
};

function folderWithModel(more: Partial<Model> = {}): { folder: string; ask: string[]; out: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'model.safetensors');
  writeFileSync(file, writeModel({ ...model, ...more }));
  return { folder, ask: ['impute', '--engine', 'cpu', '--model', file, '--data'], out: join(folder, 'out.csv') };
}

const gaps = 'id,height,colour,width\na,101.50,"red, dark",\nb,,,10.2\nc,98,NA,9.0\nd,-,blue,NaN\n';

/** The cells of a table without quotes. */
const cellsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

describe('a table', () => {
  test('has its gaps filled, several times, and all else as it was, text for text', async () => {
    const { folder, ask, out } = folderWithModel();
    const data = join(folder, 'gaps.csv');
    writeFileSync(data, gaps);
    const { code, stdout } = await command(...ask, data, '--draws', '40', '--round', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toContain('gaps: 4 in 3 of 4 rows; 40 draws, repaint, 32 levels');
    const [header, ...lines] = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(header).toBe('draw,id,height,colour,width');
    expect(lines).toHaveLength(160);
    const drawn: number[][] = [];
    lines.forEach((line, i) => {
      const draw = Math.floor(i / 4) + 1;
      const patterns = [
        /^(\d+),a,101\.50,"red, dark",(\d+\.\d+)$/,
        /^(\d+),b,(\d+),,10\.2$/,
        /^(\d+),c,98,NA,9\.0$/,
        /^(\d+),d,(\d+),blue,(\d+\.\d+)$/,
      ];
      const [, number, ...cells] = patterns[i % 4]!.exec(line)!;
      expect(Number(number)).toBe(draw);
      if (i % 4 === 0) drawn.push(cells.map(Number));
    });
    expect(new Set(drawn.map(([width]) => width)).size).toBe(40);
    // Given a height of 101.5, 0.3 deviations above its mean, the width is a normal of mean 10.15 and variance ¾; four standard errors
    // and what the coarse levels, which end at a noise of 0.05, leave.
    const mean = drawn.reduce((sum, [width]) => sum + width!, 0) / 40;
    expect(Math.abs(mean - 10.15)).toBeLessThan(4 * Math.sqrt(0.75 / 40) + 0.1);
  });

  test('of one draw keeps its form, and seed and chunks decide as in sample', async () => {
    const { folder, ask } = folderWithModel();
    const rows = Array.from({ length: 41 }, (_, i) => (i % 3 ? `${i},` : `,${i}`)).join('\n');
    const tables: string[] = [];
    for (const options of [[], ['--chunk', '4'], ['--chunk', '12'], ['--seed', '1'], ['--method', 'euler']]) {
      const { code, stdout } = await commandFed(`width,height\n${rows}\n`, ...ask, '-', ...options, '--out', '-');
      expect(code).toBe(0);
      tables.push(stdout);
      const cells = cellsOf(stdout);
      expect(cells).toHaveLength(42);
      cells.slice(1).forEach(([width, height], i) => {
        expect(i % 3 ? width : height).toBe(String(i));
        expect(Number(i % 3 ? height : width)).toSatisfy(Number.isFinite);
      });
    }
    expect(tables.map((table) => tables.indexOf(table))).toEqual([0, 0, 0, 3, 4]);
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
  });

  test('in the spelling of its country keeps that', async () => {
    const { ask } = folderWithModel();
    const { stdout } = await commandFed('width;height\r\n1,5;\r\n;99,5\r\n', ...ask, '-', '--out', '-');
    expect(stdout).toMatch(/^width;height\n1,5;\d+,\d+\n-?\d+,\d+;99,5\n$/);
  });

  test('without names is taken in order, and one without gaps is written as it is', async () => {
    const { ask } = folderWithModel();
    const { code, stdout, stderr } = await commandFed('9.50,101\n10,99\n', ...ask, '-', '--draws', '2', '--out', '-');
    expect([code, stdout]).toEqual([0, '1,9.50,101\n1,10,99\n2,9.50,101\n2,10,99\n']);
    expect(stderr).toContain('no gaps: all 2 rows are whole');
  });

  test('that lacks a column is refused, or has it drawn behind the others', async () => {
    const { ask } = folderWithModel();
    const refused = await commandFed('id,width\n1,9\n', ...ask, '-', '--out', '-');
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(
      '--data: standard input has no column "height", which the model has; --absent draw draws',
    );
    const { code, stdout } = await commandFed('id,width\n1,9\n2,NA\n', ...ask, '-', '--absent', 'draw', '--out', '-');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^id,width,height\n1,9,\d+\.\d+\n2,-?\d+\.\d+,\d+\.\d+\n$/);
  });

  test('with --json tells what it did', async () => {
    const { folder, ask, out } = folderWithModel();
    const data = join(folder, 'gaps.csv');
    writeFileSync(data, gaps);
    const { code, stdout } = await command(...ask, data, '--resamplings', '3', '--levels', '5', '--json', '--out', out);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      ...{ engine: 'cpu', adapter: expect.objectContaining({ type: 'none' }), model: ask[4], file: data },
      ...{ rows: 4, dimension: 2, gaps: 4, rowsWithGaps: 3, draws: 1 },
      sampling: {
        ...{ method: 'repaint', levels: 5, from: 0.5, to: 0.05, evaluations: 13, end: 0, resamplings: 3, seed: 0 },
      },
      ...{ seconds: expect.any(Number), out },
    });
  });
});

describe('an array', () => {
  test('has NaN filled, and of several draws an axis of them', async () => {
    const { folder, ask } = folderWithModel({ coordinates: { shape: [1, 2] } });
    const [data, one, three] = ['gaps.npy', 'one.npy', 'three.npy'].map((name) => join(folder, name));
    const values = Float32Array.of(9, NaN, NaN, 101, 8, 99, NaN, NaN);
    const whole = writeNpy({ values: values.map((value) => (Number.isNaN(value) ? 0 : value)), shape: [4, 2] });
    writeFileSync(data!, Buffer.concat([whole.subarray(0, 128), new Uint8Array(values.buffer)]));
    expect((await command(...ask, data!, '--out', one!)).code).toBe(0);
    expect((await command(...ask, data!, '--draws', '3', '--out', three!)).code).toBe(0);
    const [single, several] = [readNpy(readFileSync(one!)), readNpy(readFileSync(three!))];
    expect(single.shape).toEqual([4, 2]);
    // [3, 4, 2], of which a reader of points takes the first axis for their number.
    expect(several.shape).toEqual([3, 8]);
    expect(several.values.slice(0, 8)).toEqual(single.values);
    for (let draw = 0; draw < 3; draw++) {
      const drawn = several.values.subarray(8 * draw, 8 * draw + 8);
      values.forEach((value, i) => {
        if (Number.isNaN(value)) expect(Number.isFinite(drawn[i])).toBe(true);
        else expect(drawn[i]).toBe(value);
      });
    }
  });
});

test.each<[string, string, string[], number]>([
  ['--data', 'id,colour\n1,red\n', [], 2],
  ['--data', '1,2,3\n', [], 2],
  ['--data', 'width,width,height\n1,2,\n', [], 2],
  ['--data', 'draw,width,height\n1,2,\n', ['--draws', '2'], 2],
  ['--data', 'width,height\n1e200,\n', [], 2],
  ['--draws', 'width,height\n1,\n', ['--draws', '0'], 2],
  ['--missing', 'width,height\n1,\n', ['--missing', 'drop'], 2],
  ['--absent', 'width,height\n1,\n', ['--absent', 'fill'], 2],
  ['--churn', 'width,height\n1,\n', ['--churn', '2'], 2],
  ['standard input', 'width,height\nred,\n', [], 1],
  ['standard input', 'width,height\n', [], 1],
])('one line that begins with %s, and no table (%#)', async (named, data, options, expected) => {
  const { ask } = folderWithModel();
  const { code, stdout, stderr } = await commandFed(data, ...ask, '-', ...options, '--out', '-');
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).toMatch(/^scorefield: .*\n$/);
  expect(stderr).toContain(named);
});

test('an array is not written as a table, nor a table as an array, and no file is replaced unasked', async () => {
  const { folder, ask, out } = folderWithModel();
  const data = join(folder, 'gaps.csv');
  writeFileSync(data, gaps);
  const other = await command(...ask, data, '--out', join(folder, 'out.npy'));
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('--out: the data are a table')]);
  writeFileSync(out, 'mine');
  expect((await command(...ask, data, '--out', out)).code).toBe(1);
  expect(readFileSync(out, 'utf8')).toBe('mine');
  expect((await command(...ask, data, '--out', out, '--force')).code).toBe(0);
});

test('an interrupt gives exit code 130 and leaves no file', async () => {
  const { folder, ask, out } = folderWithModel();
  const data = join(folder, 'gaps.csv');
  writeFileSync(data, `width,height\n${'1,\n'.repeat(100_000)}`);
  const run = start(...ask, data, '--draws', '1000', '--out', out);
  await run.says('gaps: 100,000 in 100,000 of 100,000 rows');
  run.kill('SIGINT');
  const { code, stderr } = await run.outcome;
  expect(code).toBe(130);
  expect(stderr.trim().split('\n').at(-1)).toMatch(/^scorefield: interrupted, nothing was written/);
  expect(existsSync(out)).toBe(false);
});
