import { expect, test } from 'vitest';
import { planEnsemble } from '../../../src/engines/plan/ensemble.ts';
import { createWasmBackend } from '../../../src/engines/wasm/backend.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { trainingTooLarge } from '../../../src/engines/wasm/room.ts';
import { mlp } from '../../../src/network.ts';
import { geometric } from '../../../src/noise.ts';
import { points } from '../../../src/points.ts';
import { expectSameMembers, seeds } from '../../same_members.ts';

const noise = geometric({ from: 2, to: 0.5, levels: 4 });

/** Steps whose work is cut by members, and more parts than are under way at a time: the queue is waited for in the middle of one. */
const large = {
  lanes: {
    data: points(Float32Array.from({ length: 10_000 }, (_, i) => Math.sin(i))),
    network: mlp({ dimension: 1, hidden: [64] }),
  },
  panels: {
    data: points(
      Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i)),
      2,
    ),
    network: mlp({ dimension: 2, hidden: [40, 40] }),
  },
};

test.each(['lanes', 'panels'] as const)('members that take turns come to the same as alone, in %s', async (form) => {
  const members = seeds(11);
  const backend = await createWasmBackend({ threads: 1 });
  const runner = await backend.train(planEnsemble({ ...large[form], noise, members }));
  expect(runner.parts.length).toBeGreaterThan(backend.queueDepth);
  backend.dispose();
  using engine = await createWasmEngine();
  await expectSameMembers(engine, { ...large[form], noise, members }, 3);
});

test('more members than there is memory for are refused, saying for how many there is', () => {
  const plan = planEnsemble({ ...large.panels, noise, members: seeds(8) });
  const mebi = 2 ** 20;
  expect(trainingTooLarge(plan, { bytes: 8 * mebi, room: 4 * mebi }).message).toBe(
    // A part of the room is lost between what lies in it.
    'members: got "8 networks", but it must be at most about 3, for which there is memory here. Train them in several ensembles.',
  );
  // Where not even one fits, that is what is said.
  expect(trainingTooLarge(plan, { bytes: 8 * mebi, room: mebi / 2 }).argument).toBe('network');
});
