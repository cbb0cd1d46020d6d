import { expect, test } from 'vitest';
import { fastest } from '../../src/engines/webgpu/tuning/autotune.ts';
import { DeviceError } from '../../src/errors.ts';

const times: Record<string, number> = { slow: 9, fast: 3, wrong: 1, middling: 5 };
const trials = {
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

test('one that cannot be made, or not be timed, is passed over', async () => {
  const refused = async () => {
    throw new DeviceError('WebGPU: no such pipeline');
  };
  const unmade = { ...trials, isRight: (name: string) => (name === 'fast' ? refused() : trials.isRight(name)) };
  expect(await fastest(['slow', 'fast', 'middling'], 1000, unmade)).toBe('middling');
  const untimed = { ...trials, time: (name: string) => (name === 'fast' ? refused() : trials.time(name)) };
  expect(await fastest(['fast', 'slow'], 1000, untimed)).toBe('slow');
  expect(await fastest(['fast'], 1000, unmade)).toBeUndefined();
});

test('a fault of the program is passed on', async () => {
  const faulty = { ...trials, isRight: () => Promise.reject(new TypeError('no function')) };
  await expect(fastest(['slow', 'fast'], 1000, faulty)).rejects.toThrow(TypeError);
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
