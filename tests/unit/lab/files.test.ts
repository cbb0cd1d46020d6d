import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { problemOf } from '../../../demo/lab/run/problem.ts';
import { trainerOptions } from '../../../demo/lab/run/training.ts';
import { defaults, type Settings } from '../../../demo/lab/settings/settings.ts';
import { type DroppedModel, readDropped } from '../../../demo/lab/worker/files.ts';
import {
  type Checkpoint,
  createCpuEngine,
  FileError,
  geometric,
  type Model,
  mlp,
  parameterCount,
  type TrainerOptions,
  twoMoons,
  warmup,
  writeCheckpoint,
  writeModel,
} from '../../../src/index.ts';
import { settingsWith } from './runs.ts';

const engine = createCpuEngine();

/** A training after two steps. */
async function trained(options: TrainerOptions): Promise<Checkpoint> {
  using trainer = await engine.trainer(options);
  for await (const _ of trainer.run({ steps: 2 }));
  return await trainer.checkpoint();
}

const trainedBy = (settings: Settings) => trained(trainerOptions(settings, problemOf(settings, undefined).data));

async function dropped(bytes: Uint8Array<ArrayBuffer>, settings = defaults): Promise<DroppedModel> {
  const read = await readDropped(new File([bytes], 'mine.safetensors'), settings, undefined);
  if (read.kind !== 'model') throw new Error('It was read as data.');
  return read;
}

async function modelOf(settings: Settings) {
  using trainer = await engine.trainer(trainerOptions(settings, problemOf(settings, undefined).data));
  return await trainer.model();
}

describe('a model that is dropped', () => {
  test('brings the settings that would train one like it', async () => {
    const own = settingsWith({
      conditioning: 'fourier:4',
      activation: 'tanh',
      hidden: [5, 3],
      sigmaFrom: 3,
      levels: 7,
      detail: 0.3,
    });
    const { given, kept, settings, notes } = await dropped(writeModel(await modelOf(own)), own);
    expect(notes).toEqual([]);
    expect(kept).toBeUndefined();
    expect(given).toMatchObject({ from: 'file', name: 'mine.safetensors', steps: own.steps });
    for (const [name, value] of Object.entries(settings)) expect(value, name).toEqual(own[name as keyof Settings]);
    expect(settings.detail).toBe(0.3);
  });

  test('is shown beside data of its dimension', async () => {
    const line = settingsWith({ source: 'tutorial', output: 'score' });
    expect((await dropped(writeModel(await modelOf(line)))).settings).toMatchObject({
      source: 'tutorial',
      output: 'score',
    });
    const plane = settingsWith({ source: 'rings' });
    expect((await dropped(writeModel(await modelOf(plane)), line)).settings).toMatchObject({ source: 'two_moons' });
    expect((await dropped(writeModel(await modelOf(plane)), plane)).settings.source).toBeUndefined();
    const data = { points: twoMoons().sample(20, { seed: 1 }), names: ['a', 'b'] };
    const file = { ...plane, source: 'file' as const };
    const beside = await readDropped(new File([writeModel(await modelOf(plane))], 'm.safetensors'), file, data);
    expect(beside.settings.source).toBeUndefined();
  });

  test('of a network with a context is refused by name', async () => {
    const network = mlp({ dimension: 2, hidden: [2], context: { classes: 3 } });
    const model: Model = {
      ...{ kind: 'network', network, noise: geometric({ from: 2, to: 1, levels: 2 }) },
      parameters: new Float32Array(parameterCount(network)),
    };
    await expect(dropped(writeModel(model))).rejects.toThrow('It is a model of distributions in contexts');
  });

  test('of more dimensions is refused by name', async () => {
    const data = { values: new Float32Array(12).map((_, i) => i), shape: [4, 3] as const };
    const options = {
      data,
      network: mlp({ dimension: 3, hidden: [2] }),
      noise: geometric({ from: 2, to: 1, levels: 2 }),
    };
    using trainer = await engine.trainer(options);
    await expect(dropped(writeModel(await trainer.model()))).rejects.toThrow(
      /3 dimensions; this page shows one and two/,
    );
  });

  test('says what a training of the page could not have', async () => {
    const { data } = problemOf(settingsWith({}), undefined);
    const options = {
      data,
      network: mlp({ dimension: 2, hidden: [2], conditioning: { fourier: 2 } }),
      noise: { levels: [3, 2.9, 1] },
    };
    using trainer = await engine.trainer({ ...options, standardise: { shift: [1, 2], scale: [3, 4] } });
    const { notes, settings } = await dropped(writeModel(await trainer.model()));
    expect(notes.join(' ')).toMatch(/2 frequencies.* no geometric ladder.* standardised by other numbers/);
    expect(settings).toMatchObject({ standardise: 'columns', sigmaFrom: 3, sigmaTo: 1, levels: 3 });
  });

  test.each(['conditioning_literal.safetensors', 'stars.csv'])('is refused where it is none: %s', async (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(`../../cases/${name}`, import.meta.url)));
    await expect(dropped(bytes)).rejects.toThrow(FileError);
  });
});

describe('a checkpoint that is dropped', () => {
  test('goes on where the page has its data, by the settings that began it', async () => {
    const own = settingsWith({
      ...{ source: 'rings', seed: 5, points: 70, averaging: 0.5, noisePerRow: 'log-normal', perturbation: 'shared' },
      ...{ beta2: 0.9, weightDecay: 0.1, rate: 0.02, standardise: 'robust', sigmaFrom: 4 },
    });
    const checkpoint = await trainedBy(own);
    const { given, kept, settings, notes } = await dropped(writeCheckpoint(checkpoint));
    expect(notes).toEqual([]);
    expect(given).toBeUndefined();
    expect(kept?.checkpoint).toEqual(checkpoint);
    expect(kept?.losses).toEqual(new Float32Array(2).fill(Number.NaN));
    expect(kept?.frames.map(({ step }) => step)).toEqual([2]);
    const again = { ...defaults, ...settings };
    expect(problemOf(again, undefined).data).toEqual(problemOf(own, undefined).data);
    expect((await trainedBy(again)).settings).toEqual(checkpoint.settings);
  });

  test('is a model to look at where the page has not its data', async () => {
    const data = { values: new Float32Array(8).map((_, i) => i), shape: [4, 2] as const };
    const options = {
      data,
      network: mlp({ dimension: 2, hidden: [2] }),
      noise: geometric({ from: 2, to: 1, levels: 2 }),
    };
    const { given, kept } = await dropped(writeCheckpoint(await trained(options)));
    expect(kept).toBeUndefined();
    expect(given?.steps).toBe(2);
  });

  test('says what the settings of the page cannot', async () => {
    const own = settingsWith({});
    const options = trainerOptions(own, problemOf(own, undefined).data);
    const optimizer = { ...options.optimizer!, learningRate: warmup({ rate: 0.5, steps: 3 }), clip: 2 };
    const begun = await trained({ ...options, optimizer, weighting: 1, averaging: { decay: 0.9999999 } });
    const { notes, settings } = await dropped(writeCheckpoint(begun));
    expect(notes.join(' ')).toMatch(
      /learning rate that only rises, losses weighed by σ\^1, clipped gradients.* Averaging \(averaging\): 0\.9999999/,
    );
    expect(settings).toMatchObject({ schedule: 'constant', rate: 0.5, steps: defaults.steps });
    expect(settings.averaging).toBeUndefined();
  });
});

test('of a table, columns of words and rows with gaps are left out, and it is said', async () => {
  const text = 'station,x,y\nnorth,1,2\nsouth,3,\nnorth,5,6\n';
  const read = await readDropped(new File([text], 'table.csv'), defaults, undefined);
  if (read.kind !== 'data') throw new Error('It was read as a model.');
  expect([...read.points.values]).toEqual([1, 2, 5, 6]);
  expect(read.names).toEqual(['x', 'y']);
  expect(read.table.read).toEqual({ columns: ['-station'], missing: 'drop' });
  expect(read.notes.join(' ')).toMatch(/Left out, since there are no numbers in it: station\./);
  expect(read.notes.join(' ')).toMatch(/1 of 3 rows/);
});

test('a table without a column of numbers is refused by what is wrong with it first', async () => {
  const words = new File(['a,b\nx,y\nz,w\n'], 'words.csv');
  await expect(readDropped(words, defaults, undefined)).rejects.toThrow(/holds text/);
  const gaps = new File(['a,b\n1,\n,2\n'], 'gaps.csv');
  await expect(readDropped(gaps, defaults, undefined)).rejects.toThrow(/rows have such a cell/);
});

test('rows far out are told, and then do not set the scale', async () => {
  const rows = Array.from({ length: 200 }, (_, i) => `${Math.sin(i)},${Math.cos(2 * i)}`);
  const read = await readDropped(new File([`x,y\n${rows.join('\n')}\n1e6,0\n`], 'far.csv'), defaults, undefined);
  if (read.kind !== 'data') throw new Error('It was read as a model.');
  expect(read.settings.standardise).toBe('robust');
  expect(read.notes.join(' ')).toMatch(/far beyond the others/);
});
