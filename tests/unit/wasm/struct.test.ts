import { expect, test } from 'vitest';
import { structWords } from '../../../src/engines/wasm/struct.ts';

const structs = {
  All: {
    count: { offset: 0, type: 'u32' },
    delta: { offset: 4, type: 'i32' },
    address: { offset: 8, type: 'usize' },
    scale: { offset: 12, type: 'f32' },
  },
};
const values = { count: 2 ** 32 - 1, delta: -2, address: 2 ** 31 + 64, scale: 0.1 };

test('the words of a struct lie where its fields do', () => {
  const words = structWords(structs, 'All', values);
  expect(words).toEqual(Uint32Array.of(0xffffffff, 0xfffffffe, 0x80000040, 0x3dcccccd));
});

test.each([
  ['no struct of the name', 'Other', values, 'no struct Other'],
  ['a field too few', 'All', { count: 1, delta: 1, address: 1 }, 'All.scale is not set'],
  ['a field too many', 'All', { ...values, more: 1 }, 'All has no field more'],
  ['a fraction', 'All', { ...values, count: 1.5 }, 'All.count is of type u32, but is given 1.5'],
  ['a number below the range', 'All', { ...values, address: -1 }, 'All.address is of type usize, but is given -1'],
  [
    'a number above the range',
    'All',
    { ...values, delta: 2 ** 31 },
    'All.delta is of type i32, but is given 2147483648',
  ],
])('refuses %s', (_, name, given, message) => {
  expect(() => structWords(structs, name, given)).toThrow(message);
});
