import { expect, test } from 'vitest';
import { fastest } from '../../src/engines/webgpu/tuning/autotune.ts';
import type { Trials } from '../../src/engines/webgpu/tuning/trials.ts';

const times: Record<string, number> = { slow: 9, fast: 3, wrong: 1, middling: 5 };
const trials: Trials<string> = {
  isRight: async (name: string) => name !== 'wrong',
  time: async (name: string) => times[name]!,
};

test('the fastest of those that are right is taken', async () => {
  expect(await fastest(['slow', 'fast', 'wrong', 'middling'], 1000, trials)).toBe('fast');
});

test('one that is hardly faster than one before it is not taken', async () => {
  const close = { isRight: async () => true, time: async (time: number) => time };
  expect(await fastest([10, 9.5, 8.8, 8.5], 1000, close)).toBe(8.8);
});

test('none is taken where none is right', async () => {
  expect(await fastest(['wrong'], 1000, trials)).toBeUndefined();
});

test('without patience the first that is right is taken, and no other is looked at', async () => {
  const looked: string[] = [];
  const watched = {
    ...trials,
    isRight(name: string) {
      looked.push(name);
      return trials.isRight(name);
    },
  };
  expect(await fastest(['wrong', 'slow', 'fast'], -1, watched)).toBe('slow');
  expect(looked).toEqual(['wrong', 'slow']);
});
