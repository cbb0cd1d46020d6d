import { expect, test } from 'vitest';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { tilingsOf } from '../../src/engines/webgpu/tiling.ts';
import { points } from '../../src/points.ts';
import { testDevice } from './device.ts';
import { engines } from './engines.ts';
import { modelOf, relativeError } from './shapes.ts';

const model = modelOf([2, [20, 9], 'silu']);
const request = {
  score: model,
  points: points(
    Float32Array.from({ length: 600 }, (_, i) => Math.sin(i)),
    2,
  ),
  sigma: 0.7,
};

/** A store that counts. */
function storeOf(entries: Iterable<readonly [string, string]> = []) {
  const kept = new Map(entries);
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  return { kept, store };
}

test('a tiling is measured once, kept, and gives the scores of the CPU', async () => {
  const { kept, store } = storeOf();
  const { cpu } = await engines();
  const engine = await createWebgpuEngine({ tuning: store });
  const names = [...tilingsOf(await testDevice()).keys()];
  const { values } = await engine.score(request);
  // As in score_network.test.ts.
  expect(relativeError(values, (await cpu.score(request)).values)).toBeLessThan(5e-6);
  expect([...kept.keys()]).toEqual([expect.stringContaining(engine.adapter.name)]);
  expect(names).toContain([...kept.values()][0]);
  engine.dispose();

  // What is kept is taken as it is, and what is no name is measured anew.
  const [key] = kept.keys();
  for (const [given, expected] of [
    [names.at(-1)!, [names.at(-1)!]],
    ['<script>', names],
  ] as const) {
    const again = storeOf([[key!, given]]);
    const another = await createWebgpuEngine({ tuning: again.store });
    const scores = await another.score(request);
    expect(relativeError(scores.values, values)).toBeLessThan(5e-6);
    expect(expected).toContain(again.kept.get(key!));
    another.dispose();
  }
});

test.each(['plain', 'plain, small', 'broadcast'])('the gradient by tiles "%s" agrees with the CPU', async (name) => {
  if (!tilingsOf(await testDevice()).has(name)) {
    // A device without subgroups of one size has no such kernel; that the software adapters of these tests do is tested below.
    return;
  }
  const { cpu } = await engines();
  const store = { getItem: () => name, setItem: () => {} };
  const engine = await createWebgpuEngine({ tuning: store });
  const options = { data: request.points, network: model.network, noise: model.noise, parameters: model.parameters };
  const [a, b] = [await engine.trainer(options), await cpu.trainer(options)];
  // As in gradient.test.ts.
  expect(relativeError(await a.gradient(), await b.gradient())).toBeLessThan(5e-6);
  a.dispose();
  b.dispose();
  engine.dispose();
});

test('software adapters have kernels by subgroups, so that those are tested', async () => {
  const device = await testDevice();
  if (device.adapter.type === 'software') expect(tilingsOf(device).has('broadcast')).toBe(true);
});
