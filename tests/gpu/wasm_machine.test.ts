import { expect, test } from 'vitest';
import { machineSuite } from '../machine_suite.ts';

test('the page of these tests is cross-origin isolated, so that it has shared memory', () => {
  expect(globalThis.crossOriginIsolated).not.toBe(false);
});
machineSuite('team', 3);
machineSuite('lone worker');
machineSuite('calling thread');
