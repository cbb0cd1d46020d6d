import { expect, test } from 'vitest';
import { philox } from '../../src/random.ts';
import { runShader } from './device.ts';

/** Counters and keys in, words out: two input vectors a call. */
async function words(calls: readonly (readonly number[])[]): Promise<number[][]> {
  const input = Uint32Array.from(calls.flatMap((call) => [...call, 0, 0]));
  const output = await runShader(
    ['random/philox'],
    'if (i % 2u == 0u) { output[i] = philox(input[i], input[i + 1u].xy); }',
    input,
  );
  return calls.map((_, i) => Array.from(output.subarray(8 * i, 8 * i + 4)));
}

test('gives the published known answers (Random123, philox4x32-10)', async () => {
  const ones = 0xffffffff;
  const calls = [
    [0, 0, 0, 0, 0, 0],
    [ones, ones, ones, ones, ones, ones],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0],
  ];
  expect(await words(calls)).toEqual([
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ]);
});

test('gives the words of its CPU twin for counters and keys of all sizes', async () => {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const calls = Array.from({ length: 500 }, () => Array.from({ length: 6 }, () => random() >>> (random() % 32)));
  const expected = calls.map(([c0, c1, c2, c3, k0, k1]) => {
    const out = new Uint32Array(4);
    philox(out, c0!, c1!, c2!, c3!, [k0!, k1!]);
    return Array.from(out);
  });
  expect(await words(calls)).toEqual(expected);
});
