import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { planEnsemble } from '../../src/engines/plan/ensemble.ts';
import { planTraining } from '../../src/engines/plan/training.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { chosenGradient } from '../../src/engines/webgpu/tuning/autotune.ts';
import { gradientTrials } from '../../src/engines/webgpu/tuning/gradient_trials.ts';
import { type GradientVariant, gradientVariants } from '../../src/engines/webgpu/tuning/variants.ts';
import { mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { adam } from '../../src/optimizer.ts';
import { points } from '../../src/points.ts';
import { expectSameMembers, seeds } from '../same_members.ts';
import { testDevice } from './device.ts';

const noise = geometric({ from: 2, to: 0.5, levels: 3 });

// Scratch memory for one or two members at a time, in several ranges of their rows; of the data drawn one by one, a binding shows a part.
describe.each([
  ['in lanes', { data: 2000, scratchBytes: 6000, bindingBytes: 6016 }, mlp({ dimension: 1, hidden: [7] })],
  [
    'in planes',
    { data: 900, scratchBytes: 64 * 1024, bindingBytes: 448 * 1024 },
    mlp({ dimension: 2, hidden: [5, 6], activation: 'silu' }),
  ],
])('%s, members that do not fit into one dispatch come to the same as alone', (_, { data, ...bounds }, network) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createWebgpuEngine(bounds);
  });
  afterAll(() => engine.dispose());

  const values = Float32Array.from({ length: data * network.dimension }, (_, i) => 3 * Math.sin(1.7 * i));
  const shared = { data: points(values, network.dimension), network, noise, members: seeds(7) };
  test('with all data in a step, and clipped', async () => {
    await expectSameMembers(engine, { ...shared, optimizer: adam({ clip: 0.1 }) }, 4);
  });
  test('with data that are drawn', async () => {
    await expectSameMembers(engine, { ...shared, batch: 300, noisePerRow: 'one-level' }, 4);
  });
});

test('more networks than a uniform holds come to the same as alone', async () => {
  using engine = await createWebgpuEngine();
  // 51 of 1.25 KiB fit.
  const network = mlp({ dimension: 1, hidden: [64] });
  const data = points(
    Float32Array.from({ length: 20 }, (_, i) => Math.cos(i)),
    1,
  );
  await expectSameMembers(engine, { data, network, noise, members: seeds(52) }, 2);
});

test('the kernels of an ensemble are chosen as for one network: by its first member, and under the same name', async () => {
  const network = mlp({ dimension: 1, hidden: [5] });
  const data = points(Float32Array.from({ length: 20 }, (_, i) => Math.cos(i)));
  const device = await testDevice();
  const options = { data, network, noise };
  const [plan, alone] = [planEnsemble({ ...options, members: seeds(3) }), planTraining({ ...options, seed: 0 })];
  const [[name, variant]] = [...gradientVariants(device, network, plan.rows)] as [[string, GradientVariant]];
  expect(await gradientTrials(device, plan).error(variant)).toBe(await gradientTrials(device, alone).error(variant));
  const asked: string[] = [];
  const getItem = (key: string) => {
    asked.push(key);
    return name;
  };
  const tuning = { getItem, setItem() {} };
  for (const each of [plan, alone]) await chosenGradient({ ...device, choices: new Map(), tuning }, each);
  expect(asked[1]).toBe(asked[0]);
});
