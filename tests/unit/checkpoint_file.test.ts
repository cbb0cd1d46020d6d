import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Checkpoint, checkpointOf, modelOf } from '../../src/checkpoint.ts';
import { FileError } from '../../src/files/file_error.ts';
import { readCheckpoint, readModel, writeCheckpoint, writeModel } from '../../src/files/model_file.ts';
import { readSafetensors, type Tensor, writeSafetensors } from '../../src/files/safetensors.ts';
import { cosine } from '../../src/learning_rate.ts';
import { initialParameters, mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { adam, adamW } from '../../src/optimizer.ts';
import { insideMetadata, insideTensors, mutations, orRefusal } from './mutate.ts';

const network = mlp({ dimension: 2, hidden: [3], activation: 'silu', output: { edm: 0.5 } });
const buffer = (seed: number): Float32Array => initialParameters(network, seed);

const plain: Checkpoint = {
  network,
  noise: geometric({ from: 2, to: 0.1, levels: 3 }),
  settings: { optimizer: adam(), noisePerRow: 'all-levels', weighting: 2, perturbation: 'independent', seed: 5 },
  data: { shape: [50, 2], hash: '0123456789abcdef' },
  step: 7,
  parameters: buffer(1),
  first: buffer(2),
  second: buffer(3).map(Math.abs),
};
const full: Checkpoint = {
  ...plain,
  transform: { shift: [3, -1], scale: [0.5, 100] },
  moments: { mean: [0.25, 0], deviation: [1, 0.5] },
  settings: {
    optimizer: adamW({ learningRate: cosine({ from: 0.1, steps: 90, warmup: 3 }), clip: 2 }),
    averaging: { decay: 0.99 },
    batch: 32,
    noisePerRow: { logNormal: { mean: -1.2, deviation: 1.2 } },
    weighting: 1.5,
    perturbation: 'shared',
    seed: 2n ** 64n - 1n,
  },
  average: buffer(4),
};

describe('a checkpoint', () => {
  test.each([
    ['as little as there may be', plain],
    ['all that there may be', full],
  ])('comes back, and so does its model: %s', (_, checkpoint) => {
    const bytes = writeCheckpoint(checkpoint);
    expect(readCheckpoint(bytes)).toEqual(checkpoint);
    expect(readModel(bytes)).toEqual(modelOf(checkpoint));
    // Byte for byte, so that a training that is read and written again stays the same file.
    expect(writeCheckpoint(readCheckpoint(bytes))).toEqual(bytes);
  });

  test('has the average in its layers, and the parameters and moments beside them', () => {
    const { tensors, metadata } = readSafetensors(writeCheckpoint(full));
    const biases = full.average!.slice(9, 12);
    expect(tensors['layers.0.bias']).toEqual({ dtype: 'F32', shape: [3], data: biases });
    const prefixes = ['optimizer.first.', 'optimizer.second.', 'training.parameters.'];
    const names = ['', ...prefixes].flatMap((prefix) =>
      ['layers.0.bias', 'layers.0.weight', 'layers.1.bias', 'layers.1.weight'].map((name) => prefix + name),
    );
    const lists = ['moments.deviation', 'moments.mean', 'transform.scale', 'transform.shift'];
    expect(Object.keys(tensors).sort()).toEqual([...names, ...lists].sort());
    expect(tensors['training.parameters.layers.0.weight']!.data).toEqual(full.parameters.slice(0, 9));
    expect(JSON.parse(metadata.training!)).toEqual({
      step: 7,
      ...full.settings,
      seed: '18446744073709551615',
      data: full.data,
    });
    expect(metadata.version).toBe('4');
    expect(Object.keys(readSafetensors(writeCheckpoint(plain)).tensors)).toHaveLength(12);
  });

  test('is not in the file of a model alone', () => {
    expect(() => readCheckpoint(writeModel(modelOf(full)))).toThrow(
      /it holds a model, but not the state of its training/,
    );
  });

  test('that is none is not written', () => {
    expect(() => writeCheckpoint({ ...plain, first: plain.first.slice(1) })).toThrow(/checkpoint\.first/);
    expect(() => writeCheckpoint({ ...plain, second: plain.second.map(() => -1) })).toThrow(/at least 0/);
    expect(() => writeCheckpoint({ ...plain, average: plain.first })).toThrow(/checkpoint\.average/);
  });
});

const contents = readSafetensors(writeCheckpoint(full));
const changed = (tensors: Record<string, Tensor>): Uint8Array =>
  writeSafetensors({ tensors: { ...contents.tensors, ...tensors }, metadata: contents.metadata });
const said = (change: object): Uint8Array => {
  const training = JSON.stringify({ ...JSON.parse(contents.metadata.training!), ...change });
  return writeSafetensors({ tensors: contents.tensors, metadata: { ...contents.metadata, training } });
};
const moment = contents.tensors['optimizer.second.layers.1.bias']!;
const { optimizer } = full.settings;

test.each([
  [
    'parameters beside an average that is not said',
    said({ averaging: undefined }),
    /"training\.parameters\..*": it does not belong/,
  ],
  [
    'an average that is not there',
    writeSafetensors({
      tensors: Object.fromEntries(Object.entries(contents.tensors).filter(([name]) => !name.startsWith('training.'))),
      metadata: contents.metadata,
    }),
    /holds 12 tensors, but its network needs 16, .* for each of "", "optimizer\.first\."/,
  ],
  ['a tensor more', changed({ 'optimizer.third.layers.0.bias': moment }), /"optimizer\.third.*does not belong/],
  [
    'a second moment below zero',
    changed({ 'optimizer.second.layers.1.bias': { ...moment, data: Float32Array.of(1, -1) } }),
    /checkpoint\.second\[19\]: got -1/,
  ],
  [
    'a moment that is no number',
    changed({ 'optimizer.second.layers.1.bias': { ...moment, data: Float32Array.of(1, Number.NaN) } }),
    /second\.layers\.1\.bias": value 1 is NaN/,
  ],
  [
    'a moment of another shape',
    changed({ 'optimizer.second.layers.1.bias': { ...moment, shape: [1, 2] } }),
    /shape is \[1,2\], but must be \[2\]/,
  ],
  ['no step', said({ step: undefined }), /"training": it has no key "step"/],
  ['a step that is none', said({ step: 0.5 }), /checkpoint\.step: got 0\.5/],
  ['a step beyond the counter', said({ step: 2 ** 32 }), /checkpoint\.step/],
  ['a seed as a number', said({ seed: 5 }), /"training": seed: got 5, but it must be a text/],
  ['a seed too large', said({ seed: '18446744073709551616' }), /"training": seed/],
  ['a seed of many digits', said({ seed: '1'.repeat(1e6) }), /"training": seed/],
  ['an unknown setting', said({ dropout: 0.1 }), /"training": it has a key "dropout"/],
  [
    'a setting in the wrong place',
    said({ optimizer: { ...optimizer, momentum: 1 } }),
    /optimizer\.momentum: got 1, but it must be left out/,
  ],
  ['a rate below zero', said({ optimizer: { ...optimizer, learningRate: -1 } }), /optimizer\.learningRate: got -1/],
  ['a batch of nothing', said({ batch: 0 }), /"training": batch: got 0/],
  ['a decay of one', said({ averaging: { decay: 1 } }), /averaging\.decay/],
  ['noise for no row', said({ noisePerRow: 'none' }), /noisePerRow/],
  ['noise without a deviation', said({ noisePerRow: { logNormal: { mean: 0 } } }), /logNormal\.deviation/],
  ['data of another dimension', said({ data: { shape: [50, 3], hash: full.data.hash } }), /data\.shape\[1\]: got 3/],
  ['data without a hash', said({ data: { shape: [50, 2] } }), /no key "data\.hash"/],
  ['data that are a number', said({ data: 5 }), /no key "data\.shape"/],
])('readCheckpoint refuses %s', (_, bytes, message) => {
  expect(() => readCheckpoint(bytes)).toThrow(FileError);
  expect(() => readCheckpoint(bytes)).toThrow(message);
  // Whoever only wants samples hears of it too.
  expect(() => readModel(bytes)).toThrow(message);
});

test('damaged files are read as checkpoints or refused, nothing else', () => {
  const good = writeCheckpoint(full);
  const files = [mutations([writeCheckpoint(plain), good]), insideMetadata(good), insideTensors(good)];
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(...files), (bytes) => {
      const checkpoint = orRefusal(() => readCheckpoint(bytes));
      if (!checkpoint) return;
      read++;
      // Whatever comes through can be gone on with: it passes the check of a trainer, and can be written again.
      expect(checkpointOf(checkpoint)).toEqual(checkpoint);
      expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
    }),
    { numRuns: 3000 },
  );
  // Half of the thousand edits of a number at the least: another number is as good, unless it is not finite or below zero.
  expect(read).toBeGreaterThan(300);
});
