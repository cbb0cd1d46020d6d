import { expect, test } from 'vitest';
import { fitsLanes, lanePacking, pack, unpack } from '../../src/engines/webgpu/network/lanes.ts';
import { planePacking, planesOf } from '../../src/engines/webgpu/network/planes.ts';
import { tilingsOf } from '../../src/engines/webgpu/network/tiling.ts';
import { fromQuads, toQuads } from '../../src/engines/webgpu/sampling/quads.ts';
import { initialParameters, mlp, parameterCount } from '../../src/network.ts';
import { points } from '../../src/points.ts';

test('points go to quads, dimension by dimension, and back', () => {
  const given = points(Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50), 2);
  const quads = toQuads(given);
  // The last quad is filled up with copies of the last point.
  expect(Array.from(quads)).toEqual([1, 2, 3, 4, 5, 5, 5, 5, 10, 20, 30, 40, 50, 50, 50, 50]);
  expect(fromQuads(quads, 5, 2)).toEqual(given);
});

test.each([
  [1, 64],
  [1, 1],
  [3, 13],
  [4, 61],
])('parameters of %i dimension(s) and %i hidden units are packed without loss or overlap', (dimension, width) => {
  const network = mlp({ dimension, hidden: [width] });
  const packing = lanePacking(network);
  expect(new Set(packing.places).size).toBe(parameterCount(network));
  expect(packing.floats % 4).toBe(0);
  expect(Math.max(...packing.places)).toBeLessThan(packing.floats);
  const parameters = initialParameters(network, 1);
  expect(unpack(packing, pack(packing, parameters))).toEqual(parameters);
});

test('lanes take one hidden layer of at most 64 units in at most 4 dimensions', () => {
  const fits = (dimension: number, hidden: number[]) => fitsLanes(mlp({ dimension, hidden }));
  expect([fits(1, [64]), fits(4, [1])]).toEqual([true, true]);
  expect(fitsLanes(mlp({ dimension: 1, hidden: [8], conditioning: { fourier: 1 } }))).toBe(false);
  expect([fits(5, [64]), fits(1, [65]), fits(1, []), fits(1, [8, 8])]).toEqual([false, false, false, false]);
});

const adapter = { name: '', vendor: '', architecture: '', type: 'hardware' } as const;
const tiling = tilingsOf({ subgroup: 0, adapter }).get('plain, small')!;

test('a device chooses among tiles that broadcast and such that do not; software drivers with narrow subgroups do not', () => {
  const names = (subgroup: number, type: 'software' | 'hardware') => [
    ...tilingsOf({ subgroup, adapter: { ...adapter, type } }).keys(),
  ];
  const plain = ['plain', 'plain, small', 'plain, smallest'];
  const onGpu = [...plain, 'workgroup', 'workgroup, small'];
  expect([names(0, 'hardware'), names(32, 'hardware'), names(0, 'software')]).toEqual([onGpu, onGpu, plain]);
  expect(names(8, 'hardware')).toEqual(['broadcast', ...onGpu]);
  expect([names(4, 'software'), names(8, 'software')]).toEqual([['broadcast'], ['broadcast']]);
});

test('in planes, widths are filled up to whole tiles and every unit has its own plane', () => {
  const { layers, planes } = planesOf(mlp({ dimension: 2, hidden: [5, 3] }), tiling, { keep: true });
  expect(layers).toEqual([
    { inputs: 4, outputs: 8, weight: 0, source: 0, result: 4, true_inputs: 3, true_outputs: 5 },
    { inputs: 8, outputs: 4, weight: 40, source: 4, result: 12, true_inputs: 5, true_outputs: 3 },
    { inputs: 4, outputs: 4, weight: 76, source: 12, result: 16, true_inputs: 3, true_outputs: 2 },
  ]);
  expect(planes).toBe(20);
});

test('where activations need not be kept, layers take turns with two sets of planes', () => {
  const { layers, planes } = planesOf(mlp({ dimension: 2, hidden: [5, 3] }), tiling, { keep: false });
  expect(layers.map(({ source, result }) => [source, result])).toEqual([
    [0, 8],
    [8, 0],
    [0, 8],
  ]);
  expect(planes).toBe(16);
});

test.each([[[]], [[5]], [[128, 33, 8]]])(
  'parameters of a network with hidden layers %j are packed without loss or overlap',
  (hidden) => {
    const network = mlp({ dimension: 3, hidden, conditioning: { fourier: 2 } });
    const packing = planePacking(planesOf(network, tiling, { keep: true }));
    expect(new Set(packing.places).size).toBe(parameterCount(network));
    expect(Math.max(...packing.places)).toBeLessThan(packing.floats);
    const parameters = initialParameters(network, 1);
    expect(unpack(packing, pack(packing, parameters))).toEqual(parameters);
  },
);
