import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileError } from '../../src/files/file_error.ts';
import { readModel, writeModel } from '../../src/files/model_file.ts';
import { readSafetensors, type Tensor, type Tensors, writeSafetensors } from '../../src/files/safetensors.ts';
import { initialParameters, type Model, mlp, parameterCount } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { insideMetadata, mutations, orRefusal } from './mutate.ts';

const network = mlp({
  dimension: 2,
  hidden: [3],
  activation: 'silu',
  conditioning: { fourier: 1 },
  output: { edm: 0.5 },
});
const model: Model = {
  kind: 'network',
  network,
  noise: geometric({ from: 2, to: 0.1, levels: 3 }),
  parameters: initialParameters(network, 1),
};
const contents = readSafetensors(writeModel(model));

/** The file of the model with some of its contents changed. */
const changed = (change: {
  tensors?: Record<string, Tensor | undefined>;
  metadata?: Record<string, string | undefined>;
}) => {
  const present = <T>(record: Record<string, T | undefined>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter((pair): pair is [string, T] => pair[1] !== undefined));
  return writeSafetensors({
    tensors: present({ ...contents.tensors, ...change.tensors }),
    metadata: present({ ...contents.metadata, ...change.metadata }),
  });
};

test('a model comes back', () => {
  expect(readModel(writeModel(model))).toEqual(model);
  const plain = { ...model, network: mlp({ dimension: 1, hidden: [] }), parameters: Float32Array.of(1, 2, 3) };
  expect(readModel(writeModel(plain))).toEqual(plain);
});

test('a model with contexts comes back, in a file of the version that knows them', () => {
  const noise = geometric({ from: 2, to: 0.1, levels: 3 });
  const values = mlp({ dimension: 2, hidden: [3], context: 2 });
  const classes = mlp({ dimension: 1, hidden: [3], context: { classes: 2 } });
  const given: Model[] = [
    {
      ...{ kind: 'network', network: values, noise, parameters: initialParameters(values, 1), contextDropout: 0.1 },
      contextColumns: { transform: { shift: [1 / 3, 0], scale: [1, 1e-9] }, names: ['age', 'dose'] },
    },
    { kind: 'network', network: classes, noise, parameters: initialParameters(classes, 1), contextDropout: 0 },
    {
      ...{ kind: 'network', network: classes, noise, parameters: initialParameters(classes, 1) },
      contextColumns: { names: ['kind'], labels: ['a', 'b'] },
    },
  ];
  for (const one of given) {
    expect(readModel(writeModel(one))).toEqual(one);
    expect(readSafetensors(writeModel(one)).metadata.version).toBe('5');
  }
  expect(contents.metadata.version).toBe('4');
  expect(() => writeModel({ ...given[1]!, context: 1 })).toThrow('model.context: got 1, but it must be left out');
  const { tensors, metadata } = readSafetensors(writeModel(given[2]!));
  const broken = (contexts: string) => () =>
    readModel(writeSafetensors({ tensors, metadata: { ...metadata, contexts } }));
  expect(broken('{"labels":["a"]}')).toThrow('contexts.labels');
  expect(broken('{"dropout":2}')).toThrow('dropout: got 2');
  expect(broken('{"colour":1}')).toThrow('contexts.colour');
});

test('the tensors are [inputs, outputs] and [outputs], and the metadata say the rest', () => {
  const { tensors, metadata }: Tensors = contents;
  const shapes = Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape }]) => [name, [dtype, ...shape]]),
  );
  expect(shapes).toEqual({
    'layers.0.weight': ['F32', 4, 3],
    'layers.0.bias': ['F32', 3],
    'layers.1.weight': ['F32', 3, 2],
    'layers.1.bias': ['F32', 2],
  });
  expect(tensors['layers.0.weight']!.data).toEqual(model.parameters.slice(0, 12));
  expect(tensors['layers.1.bias']!.data).toEqual(model.parameters.slice(-2));
  expect({ ...metadata, network: JSON.parse(metadata.network!), noise: JSON.parse(metadata.noise!) }).toEqual({
    format: 'scorefield',
    version: '4',
    network: { ...model.network },
    noise: model.noise,
  });
});

test('a model of data that were standardised comes back with its transform', () => {
  const given = { ...model, transform: { shift: [0.5, 1_700_000_000.001], scale: [0.25, 1e-3] } };
  const bytes = writeModel(given);
  expect(readModel(bytes)).toEqual(given);
  const { 'transform.shift': shift, 'transform.scale': scale } = readSafetensors(bytes).tensors;
  expect(shift).toEqual({ dtype: 'F64', shape: [2], data: Float64Array.of(0.5, 1_700_000_000.001) });
  expect(scale).toEqual({ dtype: 'F64', shape: [2], data: Float64Array.of(0.25, 1e-3) });
});

test('a model comes back with the moments of its data', () => {
  const given = { ...model, moments: { mean: [0.5, -1e6], deviation: [0, Math.fround(1e-3)] } };
  const bytes = writeModel(given);
  expect(readModel(bytes)).toEqual(given);
  const { 'moments.mean': mean, 'moments.deviation': deviation } = readSafetensors(bytes).tensors;
  expect(mean).toEqual({ dtype: 'F32', shape: [2], data: Float32Array.of(0.5, -1e6) });
  expect(deviation).toEqual({ dtype: 'F32', shape: [2], data: Float32Array.of(0, 1e-3) });
  const both = { ...given, transform: { shift: [1, 2], scale: [3, 4] } };
  expect(readModel(writeModel(both))).toEqual(both);
});

test.each(['1', '2'])('files of version %s, which had less, are read', (version) => {
  expect(readModel(changed({ metadata: { version } }))).toEqual(model);
});

test('metadata of others are passed over', () => {
  expect(readModel(changed({ metadata: { note: 'for Ada' } }))).toEqual(model);
});

test('writeModel refuses what is no model', () => {
  expect(() => writeModel({ ...model, parameters: model.parameters.slice(1) })).toThrow(/parameters/);
  expect(() => writeModel({ ...model, parameters: model.parameters.map(() => Number.NaN) })).toThrow(/finite/);
  expect(() => writeModel({ ...model, noise: { levels: [1, 2] } })).toThrow(/strictly decreasing/);
  expect(() => writeModel({ ...model, transform: { shift: [0, 0], scale: [1] } })).toThrow(/transform\.scale/);
  expect(() => writeModel({ ...model, moments: { mean: [0, 0], deviation: [1, -1] } })).toThrow(/moments\.deviation/);
  expect(() => writeModel({ ...model, moments: { mean: [0], deviation: [1, 1] } })).toThrow(/moments\.mean/);
  expect(() => writeModel({ ...model, network: { ...network, activation: 'gelu' as never } })).toThrow(/activation/);
});

const described = (fields: object): string => JSON.stringify({ ...network, ...fields });
const weight = contents.tensors['layers.1.weight']!;
const row = (...values: number[]): Tensor => ({
  dtype: 'F32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
test.each([
  ['another safetensors file', changed({ metadata: { format: 'pt' } }), /format is not "scorefield"/],
  ['a file without metadata', writeSafetensors({ tensors: contents.tensors }), /format is not/],
  ['no version', changed({ metadata: { version: undefined } }), /has no version/],
  [
    'a later version',
    changed({ metadata: { version: '6' } }),
    /version "6" is not known, only 1, 2, 3, 4 and 5\. Read it by/,
  ],
  ['no network', changed({ metadata: { network: undefined } }), /metadata "network": it is missing/],
  ['no JSON', changed({ metadata: { network: '{' } }), /not a JSON object/],
  ['a list', changed({ metadata: { network: '[]' } }), /not a JSON object/],
  ['null', changed({ metadata: { noise: 'null' } }), /"noise": it is not a JSON object/],
  ['depth', changed({ metadata: { network: `{"hidden":${deep}}` } }), /not a JSON object/],
  [
    'deep objects',
    changed({ metadata: { noise: `{"a":${'{"a":'.repeat(9)}1${'}'.repeat(9)}}` } }),
    /not a JSON object/,
  ],
  ['a long description', changed({ metadata: { noise: ' '.repeat(2_000_001) } }), /longer than 2000000/],
  [
    'a long name',
    changed({ metadata: { network: described({ activation: 'x'.repeat(1_000_000) }) } }),
    /activation: got "xxx.*…/,
  ],
  ['an unknown activation', changed({ metadata: { network: described({ activation: 'gelu' }) } }), /one of relu, silu/],
  [
    'a fraction of a unit',
    changed({ metadata: { network: described({ hidden: [1.5] }) } }),
    /network\.hidden\[0\]: got 1\.5/,
  ],
  [
    'a field more',
    changed({ metadata: { network: described({ dropout: 1 }) } }),
    /network\.dropout: got 1, but it must be left out/,
  ],
  [
    'a field of prototypes',
    changed({ metadata: { network: `{"__proto__":1,${described({}).slice(1)}` } }),
    /network\.__proto__: got 1, but it must be left out/,
  ],
  ['a field less', changed({ metadata: { network: described({ output: undefined }) } }), /no key "output"/],
  [
    'a choice with more',
    changed({ metadata: { network: described({ output: { edm: 1, b: 2 } }) } }),
    /network\.output\.b: got 2, but it must be left out/,
  ],
  ['rising levels', changed({ metadata: { noise: '{"levels":[1,2]}' } }), /strictly decreasing/],
  ['a level that is no number', changed({ metadata: { noise: '{"levels":["1"]}' } }), /levels\[0\]: got "1"/],
  ['an infinite level', changed({ metadata: { noise: '{"levels":[1e999]}' } }), /finite number above 0/],
  [
    'a missing tensor',
    changed({ tensors: { 'layers.0.bias': undefined } }),
    /holds 3 tensors, but its network needs 4, layers\.0\.weight to layers\.1\.bias/,
  ],
  ['a tensor more', changed({ tensors: { 'layers.2.bias': weight } }), /"layers\.2\.bias": it does not belong/],
  [
    'moments without a training',
    changed({ tensors: { 'optimizer.first.layers.0.bias': weight } }),
    /"optimizer\.first\.layers\.0\.bias": it does not belong/,
  ],
  ['a shift without a scale', changed({ tensors: { 'transform.shift': row(1, 2) } }), /no "transform\.scale"/],
  ['a scale without a shift', changed({ tensors: { 'transform.scale': row(1, 2) } }), /no "transform\.shift"/],
  ['a mean without a deviation', changed({ tensors: { 'moments.mean': row(1, 2) } }), /no "moments\.deviation"/],
  ['a deviation without a mean', changed({ tensors: { 'moments.deviation': row(1, 2) } }), /no "moments\.mean"/],
  [
    'moments of another dimension',
    changed({ tensors: { 'moments.mean': row(1), 'moments.deviation': row(1) } }),
    /"moments\.mean": its shape is \[1\], but must be \[2\]/,
  ],
  [
    'a deviation below zero',
    changed({ tensors: { 'moments.mean': row(1, 2), 'moments.deviation': row(1, -1) } }),
    /tensors "moments\.…": moments\.deviation\[1\]: got -1/,
  ],
  [
    'a transform of another dimension',
    changed({ tensors: { 'transform.shift': row(1), 'transform.scale': row(1) } }),
    /"transform\.shift": its shape is \[1\], but must be \[2\]/,
  ],
  [
    'a scale of zero',
    changed({ tensors: { 'transform.shift': row(1, 2), 'transform.scale': row(1, 0) } }),
    /transform\.scale\[1\]: got 0/,
  ],
  [
    'a field more of the noise',
    changed({ metadata: { noise: '{"levels":[1],"kind":"linear"}' } }),
    /noise\.kind: got .*, but it must be left out/,
  ],
  [
    'a wrong shape',
    changed({ tensors: { 'layers.1.weight': { ...weight, shape: [2, 3] } } }),
    /shape is \[2,3\], but must be \[3,2\]/,
  ],
  [
    'another number of axes',
    changed({ tensors: { 'layers.1.weight': { ...weight, shape: [3, 2, 1] } } }),
    /shape is \[3,2,1\]/,
  ],
  [
    'a wrong type',
    changed({ tensors: { 'layers.1.weight': { dtype: 'F64', shape: [3, 2], data: new Float64Array(6) } } }),
    /type is F64, but must be F32/,
  ],
  [
    'NaN',
    changed({ tensors: { 'layers.1.weight': { ...weight, data: Float32Array.of(0, 0, Number.NaN, 0, 0, 0) } } }),
    /"layers\.1\.weight": value 2 is NaN/,
  ],
  [
    'infinity',
    changed({ tensors: { 'layers.1.weight': { ...weight, data: new Float32Array(6).fill(Infinity) } } }),
    /value 0 is Infinity/,
  ],
  [
    'a description of a huge network',
    changed({ metadata: { network: described({ dimension: 65_535, hidden: Array(100_000).fill(512) }) } }),
    /needs 200002/,
  ],
  ['a damaged file', writeModel(model).subarray(0, 100), /safetensors file/],
])('readModel refuses %s', (_, bytes, message) => {
  expect(() => readModel(bytes)).toThrow(FileError);
  expect(() => readModel(bytes)).toThrow(message);
});

test('a model of many empty layers is refused before there is memory for them', () => {
  // Their parameters would take 21 GB, more than one array can hold; the file has 2 MB.
  const hidden = Array(20_000).fill(512);
  const names = [...hidden, 2].flatMap((_, layer) => [`layers.${layer}.weight`, `layers.${layer}.bias`]);
  const empty: Tensor = { dtype: 'F32', shape: [0], data: new Float32Array(0) };
  const bytes = writeSafetensors({
    tensors: Object.fromEntries(names.map((name) => [name, empty])),
    metadata: { ...contents.metadata, network: described({ hidden }) },
  });
  expect(() => readModel(bytes)).toThrow(FileError);
  expect(() => readModel(bytes)).toThrow(/"layers\.0\.weight": its shape is \[0\], but must be \[4,512\]/);
});

test('names in a model file are shown, not obeyed', () => {
  const hostile = '\u001b[2J\u001b]0;title\u0007\u009b';
  const network = described({ conditioning: { [hostile]: 1 } });
  const message = /an object with \\u001b\[2J\\u001b\]0;title\\u0007\\u009b,/;
  expect(() => readModel(changed({ metadata: { network } }))).toThrow(message);
});

test('damaged files are read as models or refused, nothing else', () => {
  const moments = { mean: [0.1, 0.2], deviation: [1, 1.5] };
  const scaled = { ...model, transform: { shift: [0.5, 3], scale: [2, 7] }, moments };
  const files = [mutations([writeModel(model), writeModel(scaled)]), insideMetadata(writeModel(scaled))];
  fc.assert(
    fc.property(fc.oneof(...files), (bytes) => {
      const read = orRefusal(() => readModel(bytes));
      if (!read) return;
      expect(read.parameters.length).toBe(parameterCount(mlp(read.network)));
      expect(read.parameters.every(Number.isFinite)).toBe(true);
      expect(writeModel(read).length).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});
