import { expect, test } from 'vitest';
import { turn } from '../../../src/engines/turn.ts';
import type { Machine, Phase } from '../../../src/engines/wasm/machine.ts';
import { inTurns } from '../../../src/engines/wasm/threads/in_turns.ts';

test('submissions begin in turns of the event loop of their own, in their order, and are awaited', async () => {
  const done: string[] = [];
  const log = (what: string) => void done.push(what);
  const phases = (kernel: string): readonly Phase[] => [{ kernel, items: 1 }];
  const machine = inTurns({
    submit: ([phase]: readonly Phase[]) => log(phase!.kernel),
    completion: async () => log('completion'),
    read: async () => log('read'),
  } as unknown as Machine);
  machine.submit(phases('first'));
  machine.submit(phases('second'));
  const read = machine.read(0, 1);
  machine.submit(phases('third'));
  const all = machine.completion();
  expect(done).toEqual([]);
  let running = true;
  const other = (async () => {
    for (; running; await turn()) log('other');
  })();
  await Promise.all([read, all]);
  running = false;
  await other;
  expect(done.filter((what) => what !== 'other')).toEqual(['first', 'second', 'read', 'third', 'completion']);
  // What else there was to do had its turn in between.
  const [first, second, third] = ['first', 'second', 'third'].map((what) => done.indexOf(what));
  expect(done.slice(first, second)).toContain('other');
  expect(done.slice(second, third)).toContain('other');
});
