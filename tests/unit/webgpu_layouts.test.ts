import { expect, test } from 'vitest';
import { columnUnits, gradientBlocks, shapeOf } from '../../src/engines/webgpu/columns.ts';
import { fitsLanes, lanePacking, pack, unpack } from '../../src/engines/webgpu/network_lanes.ts';
import { fromQuads, toQuads } from '../../src/engines/webgpu/quads.ts';
import { initialParameters, mlp, parameterCount } from '../../src/network.ts';
import { points } from '../../src/points.ts';

test('points go to quads, dimension by dimension, and back', () => {
  const given = points([1, 10, 2, 20, 3, 30, 4, 40, 5, 50], 2);
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

test('the shape of columns says where each layer reads and writes', () => {
  const network = mlp({ dimension: 2, hidden: [5, 7] });
  expect(columnUnits(network)).toBe(3 + 5 + 7 + 2);
  // Layers, units, dimension, features; then inputs, outputs, weight, source and result of each layer.
  expect(Array.from(shapeOf(network))).toEqual([3, 17, 2, 1, 3, 5, 0, 0, 3, 5, 7, 20, 3, 8, 7, 2, 62, 8, 15]);
  // Blocks of 4 × 4 over [4][5], [6][7] and [8][2].
  expect(gradientBlocks(network)).toBe(1 * 2 + 2 * 2 + 2 * 1);
});
