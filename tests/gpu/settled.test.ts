import { expect, test } from 'vitest';
import { settled } from '../../src/engines/webgpu/device/waiting.ts';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

/** A queue that counts how often nothing is submitted. */
function countingQueue() {
  let asked = 0;
  const submit = (buffers: Iterable<GPUCommandBuffer>) => {
    expect([...buffers]).toEqual([]);
    asked++;
  };
  return { queue: { submit } as unknown as GPUQueue, asked: () => asked };
}

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(() => resolve('done'), milliseconds));

test('a page asks for what is pending, as long as it is; Node does not', async () => {
  const { queue, asked } = countingQueue();
  expect(await settled(queue, later(100))).toBe('done');
  const pending = asked();
  // Every 4 ms, were the machine not busy.
  if (inNode) expect(pending).toBe(0);
  else expect(pending).toBeGreaterThan(2);
  await expect(settled(queue, Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  const then = asked();
  await later(50);
  expect(asked()).toBe(then);
});
