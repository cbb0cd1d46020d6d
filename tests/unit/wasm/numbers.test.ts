import { setFlagsFromString } from 'node:v8';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBinary } from '../../../src/engines/wasm/binary.ts';
import { createMachine } from '../../../src/engines/wasm/create_machine.ts';
import type { Machine, Phase } from '../../../src/engines/wasm/machine.ts';
import { placeOf } from '../../../src/engines/wasm/sixteens.ts';
import { activations } from '../../../src/network.ts';
import { keyOf, normals, philox, streams } from '../../../src/random.ts';
import * as compiled from '../../wasm_kernels/numbers.ts?wasm';

// Node.js 20 wants to be asked for relaxed SIMD.
setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Floats of an item, and of all. */
const each = 4096;
const count = 64 * each;

describe.each([
  ['SIMD', false],
  ['relaxed SIMD', true],
])('%s', (_, relaxed) => {
  let machine: Machine;
  beforeAll(async () => {
    const binary = await chooseBinary(compiled, { relaxed });
    expect(binary.relaxed).toBe(relaxed);
    machine = await createMachine(binary, { kind: 'calling thread' });
  });

  /** What a kernel leaves in memory of so many floats, which it is given by their addresses. */
  async function left(given: Float32Array | Uint32Array, floats: number, phase: (from: number, to: number) => Phase) {
    const [from, to] = [machine.allocate(given.byteLength), machine.allocate(4 * floats)];
    machine.write(from, given);
    machine.submit([phase(from, to)]);
    const made = await machine.read(to, floats);
    machine.free(from);
    machine.free(to);
    return made;
  }

  const between = (low: number, high: number) =>
    Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

  /** The largest error relative to the value, or to `least` where that is larger. */
  function worst(made: Float32Array, at: Float32Array, right: (x: number) => number, least: number): number {
    let most = 0;
    at.forEach((x, i) => {
      const expected = right(x);
      const error = Math.abs(made[i]! - expected) / Math.max(Math.abs(expected), least);
      // Written so that NaN counts.
      if (!(error <= most)) most = error;
    });
    return most;
  }

  // In units of 2⁻²⁴, half of what float32 numbers near 1 are apart: such a unit is lost when the result is rounded.
  // Measured: 1.4, 1.3, 0.7, 0.7 and 1.7.
  test.each<[string, string, Float32Array, (x: number) => number, number]>([
    ['exp x', 'exponentials', between(-87, 87), Math.exp, 0],
    ['−ln of what is uniform', 'minus_logs', between(2 ** -24, 1), (u) => -Math.log(u), 2 ** -24],
    ['−ln x near 1', 'minus_logs', between(1, 2), (x) => -Math.log(x), 1],
    ['sin x', 'sines', between(-Math.PI / 4, Math.PI / 4), Math.sin, 1],
    ['cos x', 'cosines', between(-Math.PI / 4, Math.PI / 4), Math.cos, 0],
  ])('%s is right to two units', async (_, kernel, at, right, least) => {
    const made = await left(at, count, (a, b) => ({ kernel, items: 64, a, b }));
    expect(worst(made, at, right, least) * 2 ** 24).toBeLessThan(2);
  });

  test('exp x is held beyond ±87, and passes NaN on', async () => {
    const at = new Float32Array(count).fill(Number.NaN);
    at.set([90, 1e9, Number.POSITIVE_INFINITY, -90, -1e9, Number.NEGATIVE_INFINITY]);
    const made = await left(at, count, (a, b) => ({ kernel: 'exponentials', items: 64, a, b }));
    expect(made.subarray(6).every(Number.isNaN)).toBe(true);
    made.subarray(0, 6).forEach((value, i) => expect(value / Math.exp(i < 3 ? 87 : -87)).toBeCloseTo(1, 6));
  });

  const logistic = (z: number) => 1 / (1 + Math.exp(-z));
  const values = {
    relu: (z: number) => Math.max(z, 0),
    silu: (z: number) => z * logistic(z),
    tanh: Math.tanh,
    softplus: (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  };
  const slopes = {
    relu: (z: number) => Number(z > 0),
    silu: (z: number) => logistic(z) * (1 + z * (1 - logistic(z))),
    tanh: (z: number) => 1 - Math.tanh(z) ** 2,
    softplus: logistic,
  };

  describe.each(activations)('%s', (name) => {
    const c = activations.indexOf(name);

    test('and its slope are right to a few units', async () => {
      for (const at of [between(-0.7, 0.7), between(-9, 9), between(-300, 300)]) {
        const value = await left(at, count, (a, b) => ({ kernel: 'values', items: 64, a, b, c }));
        // Measured: at most 4.5 units of values, of slopes 16 at z = 9, where that of silu takes the difference of 1 and 1 − e⁻⁹ ninefold.
        expect(worst(value, at, values[name], 1) * 2 ** 24).toBeLessThan(6);
        const slope = await left(at, count, (a, b) => ({ kernel: 'slopes', items: 64, a, b, c }));
        expect(worst(slope, at, slopes[name], 1) * 2 ** 24).toBeLessThan(20);
      }
      // Small numbers keep their digits, where the function goes through 0.
      if (name === 'softplus') return;
      const small = between(-1e-3, 1e-3);
      const value = await left(small, count, (a, b) => ({ kernel: 'values', items: 64, a, b, c }));
      expect(worst(value, small, values[name], 1e-9) * 2 ** 24).toBeLessThan(6);
    });

    test('passes NaN on', async () => {
      const at = new Float32Array(count).fill(Number.NaN);
      const made = await left(at, count, (a, b) => ({ kernel: 'values', items: 64, a, b, c }));
      expect(made.every(Number.isNaN)).toBe(true);
    });
  });

  /** Bits of sixteen numbers for each counter and key, in the order of rows. */
  async function drawn(kernel: string, counters: readonly (readonly number[])[]): Promise<Uint32Array<ArrayBuffer>[]> {
    const items = counters.length;
    const made = await left(Uint32Array.from(counters.flat()), 16 * items, (a, b) => ({ kernel, items, a, b }));
    // By their bits, since some words are those of a NaN.
    const bits = new Uint32Array(made.buffer);
    return counters.map((_, i) => Uint32Array.from({ length: 16 }, (_, row) => bits[16 * i + placeOf(row)]!));
  }

  const ones = 0xffff_ffff;
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const counters = [
    // Those of the known answers of Random123.
    [0, 0, 0, 0, 0, 0],
    [ones, ones, ones, ones, ones, ones],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0],
    ...Array.from({ length: 500 }, () => Array.from({ length: 6 }, () => random() >>> (random() % 32))),
  ];

  test('Philox gives the known answers, and the words of its twin for counters and keys of all sizes', async () => {
    const bits = await drawn('random_words', counters);
    expect(bits.slice(0, 3).map((words) => [...words.subarray(0, 4)])).toEqual([
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ]);
    const expected = new Uint32Array(4);
    counters.forEach(([quad, block, step, stream, key0, key1], i) => {
      for (let l = 0; l < 4; l++) {
        philox(expected, (quad! + l) >>> 0, block!, step!, stream!, [key0!, key1!]);
        expect([...bits[i]!.subarray(4 * l, 4 * l + 4)]).toEqual([...expected]);
      }
    });
  });

  test('normals agree with the float64 twin to float32 rounding', async () => {
    const key = keyOf(0x1234_5678_9abc_def0n);
    const quads = Array.from({ length: 12_500 }, (_, i) => [4 * i, 3, 5, streams.langevin, ...key]);
    const four = new Float64Array(4);
    let most = 0;
    (await drawn('random_normals', quads)).forEach((bits, i) => {
      new Float32Array(bits.buffer).forEach((z, row) => {
        if (row % 4 === 0) normals(4 * i + row / 4, 3, 5, streams.langevin, key, four);
        const error = Math.abs(z - four[row % 4]!);
        if (!(error <= most)) most = error;
      });
    });
    // As on WebGPU: |z| reaches 5.8, whose float32 spacing is 4.8e-7; logarithm, root and sine add a unit or so each.
    expect(most).toBeLessThan(2e-6);
  });
});
