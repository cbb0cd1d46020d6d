import { afterAll, expect, test } from 'vitest';
import { conditional } from '../../src/contexts/conditional.ts';
import { DeviceLostError } from '../../src/device_lost_error.ts';
import { planTraining } from '../../src/engines/plan/training.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { type Device, openDevice } from '../../src/engines/webgpu/device/device.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { chosenGradient, chosenVariant } from '../../src/engines/webgpu/tuning/autotune.ts';
import { gradientTrials } from '../../src/engines/webgpu/tuning/gradient_trials.ts';
import { samplingTrials } from '../../src/engines/webgpu/tuning/sampling_trials.ts';
import { gradientVariants, samplingVariants } from '../../src/engines/webgpu/tuning/variants.ts';
import { DeviceError } from '../../src/errors.ts';
import { points } from '../../src/points.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { annealedLangevin, proportional } from '../../src/samplers/index.ts';
import type { TrainerOptions } from '../../src/trainer.ts';
import { modelOf, relativeError, type Shape } from '../twin_suite/shapes.ts';
import { testDevice } from './device.ts';
import { engines } from './engines.ts';

const lanes: Shape = [2, [20], 'silu'];
// Layers of more than one tile of weights in either direction, and of few units.
const planes: Shape = [2, [40, 70], 'silu'];

function cloud(count: number, dimension: number) {
  return points(
    Float32Array.from({ length: count * dimension }, (_, i) => 3 * Math.sin(1.7 * i)),
    dimension,
  );
}

function training(shape: Shape, count = 303): TrainerOptions {
  const { network, noise, parameters } = modelOf(shape);
  return { data: cloud(count, shape[0]), network, noise, parameters, seed: 5 };
}

/** A store that counts. */
function storeOf(entries: Iterable<readonly [string, string]> = []) {
  const kept = new Map(entries);
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  return { kept, store };
}

// Software drivers whose subgroups are narrow have one way in planes, which all other tests take; without subgroups there are
// several, and for what says that it is a GPU still more.
const cases: readonly (readonly [string, Shape, Kind])[] = [
  ['in lanes', lanes, { subgroups: true }],
  ['in planes', planes, { subgroups: false }],
  // 20 inputs, which are no whole number of slabs, and outputs as wide as hidden layers.
  ['in planes of workgroups', [19, [70], 'silu'], { subgroups: false, gpu: true }],
];

interface Kind {
  readonly subgroups: boolean;
  readonly gpu?: boolean;
}

/** The adapter of these tests, which may say that it is a GPU. */
async function adapterOf({ gpu = false }: Kind): Promise<GPUAdapter> {
  const adapter = await findAdapter();
  const info = { vendor: 'none', architecture: '', device: '', description: 'a GPU', isFallbackAdapter: false };
  return gpu ? Object.defineProperty(adapter, 'info', { value: info }) : adapter;
}

/** The variants that no other kind has. */
function namesOf(variants: ReadonlyMap<string, unknown>, { gpu }: Kind): string[] {
  return [...variants.keys()].filter((name) => !gpu || name.startsWith('workgroup'));
}

async function deviceWith(kind: Kind): Promise<Device> {
  return openDevice(await adapterOf(kind), { subgroups: kind.subgroups, freezeFrom: 1 });
}

/** An engine that takes the variant of this name wherever there is one. */
async function taking(name: string, kind: Kind) {
  const tuning = { getItem: () => name, setItem: () => {} };
  return createWebgpuEngine({ adapter: await adapterOf(kind), tuning, subgroups: kind.subgroups, freezeFrom: 1 });
}

test.each(cases)('%s, each way to compute a gradient agrees with the CPU', async (_, shape, kind) => {
  const { cpu } = await engines();
  const device = await deviceWith(kind);
  const names = namesOf(gradientVariants(device, modelOf(shape).network, 1515), kind);
  expect(names.length).toBeGreaterThan(1);
  for (const name of names) {
    const engine = await taking(name, kind);
    // 5 levels: 5 rows, and 1515, which are no multiple of anything.
    for (const count of [1, 303]) {
      using ours = await engine.trainer(training(shape, count));
      using reference = await cpu.trainer(training(shape, count));
      // As in gradient_suite.ts.
      expect(relativeError(await ours.gradient(), await reference.gradient()), name).toBeLessThan(5e-6);
    }
    engine.dispose();
  }
  device.destroy();
});

test.each(cases)('%s, each way to sample agrees with the CPU', async (_, shape, kind) => {
  const { cpu } = await engines();
  const score = modelOf(shape);
  const options: SamplerOptions = {
    score,
    particles: 1003,
    method: annealedLangevin({ perLevel: 4, size: proportional({ epsilon: 0.02 }) }),
    seed: 3,
  };
  const samples = async (engine: typeof cpu) => {
    using sampler = await engine.sampler(options);
    for await (const _ of sampler.run());
    return (await sampler.samples()).values;
  };
  const reference = await samples(cpu);
  const device = await deviceWith(kind);
  const names = namesOf(samplingVariants(device, score.network, { particles: 1003, updates: 20 }), kind);
  expect(names.length).toBeGreaterThan(1);
  for (const name of names) {
    const engine = await taking(name, kind);
    // Twenty updates of which each adds its rounding.
    expect(relativeError(await samples(engine), reference), name).toBeLessThan(2e-5);
    engine.dispose();
  }
  device.destroy();
});

/** Of a length that is worth a measurement; never run to its end. */
const long = {
  particles: 300,
  method: annealedLangevin({ perLevel: 100_000, size: proportional({ epsilon: 0.02 }) }),
};

test('what is found to be fastest is kept, and gives the scores and the gradient of the CPU', async () => {
  const { cpu } = await engines();
  const { kept, store } = storeOf();
  const engine = await createWebgpuEngine({ tuning: store, subgroups: false });
  const device = await deviceWith({ subgroups: false });
  const score = modelOf(planes);
  const request = { score, points: cloud(300, 2), sigma: 0.7 };
  const exact = (await cpu.score(request)).values;
  // As in score_network_suite.ts.
  expect(relativeError((await engine.score(request)).values, exact)).toBeLessThan(5e-6);
  // Not worth a measurement.
  expect(kept.size).toBe(0);

  (await engine.sampler({ score, ...long })).dispose();
  const [[key, name]] = [...kept] as [[string, string]];
  expect(key).toContain(engine.adapter.name);
  const names = [...samplingVariants(device, score.network, { particles: 300, updates: 500_000 }).keys()];
  expect(names).toContain(name);
  expect(relativeError((await engine.score(request)).values, exact)).toBeLessThan(5e-6);

  using ours = await engine.trainer(training(lanes));
  using reference = await cpu.trainer(training(lanes));
  expect(relativeError(await ours.gradient(), await reference.gradient())).toBeLessThan(5e-6);
  expect(kept.size).toBe(2);
  engine.dispose();

  // What is kept is taken as it is, and what is no name is measured again.
  for (const [given, expected] of [
    [names.at(-1)!, [names.at(-1)!]],
    ['<script>', names],
  ] as const) {
    const again = storeOf([[key, given]]);
    const another = await createWebgpuEngine({ tuning: again.store, subgroups: false });
    (await another.sampler({ score, ...long })).dispose();
    expect(relativeError((await another.score(request)).values, exact)).toBeLessThan(5e-6);
    expect(expected).toContain(again.kept.get(key));
    another.dispose();
  }
  device.destroy();
});

test('who asks for the same at once waits for one measurement', async () => {
  const device = { ...(await testDevice()), tuning: true, choices: new Map<string, Promise<string>>() };
  const model = modelOf(lanes);
  const chosen = (particles: number) => chosenVariant(device, model, { particles, updates: 1e7 });
  const [a, b] = await Promise.all([chosen(100), chosen(100)]);
  expect(device.choices.size).toBe(1);
  expect(a).toEqual(b);
  // Many particles are another task.
  await chosen(5000);
  expect(device.choices.size).toBe(2);
});

test('a run that was not worth a measurement finds the same way again, whatever was measured since', async () => {
  const { store } = storeOf();
  const device: Device = { ...(await deviceWith({ subgroups: false })), tuning: store, choices: new Map() };
  const model = modelOf(planes);
  const short = { particles: 300, updates: 1 };
  const names = [...samplingVariants(device, model.network, short).keys()];
  expect(names.length).toBeGreaterThan(1);
  const chosen = await chosenVariant(device, model, short);
  const other: Device = { ...device, tuning: { ...store, getItem: () => names.at(-1)! } };
  expect(await chosenVariant(other, model, { ...short, updates: 1e7 })).not.toEqual(chosen);
  expect(await chosenVariant(device, model, short)).toEqual(chosen);
  device.destroy();
});

test('a network with a context for each particle is measured in its own contexts, however many there are', async () => {
  for (const context of [{ classes: 3 }, { values: 2 }]) {
    const device: Device = { ...(await deviceWith({ subgroups: false })), tuning: true, choices: new Map() };
    const score = modelOf([2, [24], 'silu', { context }]);
    const given = 'classes' in context ? [2, 0, 1] : points([1, 2, 3, 4, 5, 6], 2);
    const run = { particles: 300, updates: 1e9 };
    const trials = samplingTrials(device, conditional(score, given), run);
    // As in score_network_suite.ts.
    for (const variant of samplingVariants(device, score.network, run).values())
      expect(await trials.error(variant)).toBeLessThan(5e-6);
    expect((await chosenVariant(device, conditional(score, given), run)).form).toBe('planes');
    expect([...device.choices.keys()].every((key) => key.includes('of a context'))).toBe(true);
    device.destroy();
  }
});

test('the right are found right and the wrong wrong', async () => {
  const device = await testDevice();
  const model = modelOf(lanes);
  const [variant] = samplingVariants(device, model.network, { particles: 300, updates: 1 }).values();
  const trials = samplingTrials(device, model, { particles: 300 });
  expect(trials.isKnown()).toBe(true);
  // As float32 allows.
  expect(await trials.error(variant!)).toBeLessThan(1e-5);
  const plan = planTraining(training(lanes));
  const [gradient] = gradientVariants(device, plan.network, plan.rows).values();
  const trialsOfGradient = gradientTrials(device, plan);
  expect(trialsOfGradient.isKnown()).toBe(true);
  expect(await trialsOfGradient.error(gradient!)).toBeLessThan(1e-5);

  // Beyond float32, in which kernels compute, but not beyond float64: that tells nothing of the kernels, so none is kept.
  const parameters = model.parameters.map((value) => 1e30 * value);
  const { kept, store } = storeOf();
  const freezeFrom = Number.POSITIVE_INFINITY;
  const tuned = { ...device, freezeFrom, tuning: store, choices: new Map<string, Promise<string>>() };
  const beyond = samplingTrials(device, { ...model, parameters }, { particles: 300 });
  expect(beyond.isKnown()).toBe(false);
  expect(await beyond.error(variant!)).toBeGreaterThan(1e-2);
  expect(await chosenVariant(tuned, { ...model, parameters }, { particles: 300, updates: 1e7 })).toEqual(variant);
  expect(await chosenGradient(tuned, planTraining({ ...training(lanes), parameters }))).toEqual(gradient);
  expect([kept.size, tuned.choices.size]).toEqual([0, 0]);
});

/** A device that measures, on which some kernels are others, or cannot be made. */
async function deviceThat(
  changed: (make: Device['kernel'], ...asked: Parameters<Device['kernel']>) => ReturnType<Device['kernel']>,
) {
  const device = await testDevice();
  const { kept, store } = storeOf();
  const kernel: Device['kernel'] = (...asked) => changed(device.kernel, ...asked);
  return { kept, device: { ...device, kernel, tuning: store, choices: new Map<string, Promise<string>>() } };
}

test('a device that computes wrongly in every way is refused, again whenever it is asked for, and nothing is kept', async () => {
  const { device, kept } = await deviceThat((make, parts, ...more) =>
    make(
      parts.map((part) => (part === 'network/activation/silu' ? 'network/activation/relu' : part)),
      ...more,
    ),
  );
  for (const _ of ['at first', 'and again']) {
    const chosen = [
      chosenVariant(device, modelOf(lanes), { particles: 300, updates: 1e7 }),
      chosenGradient({ ...device, subgroup: 0 }, planTraining(training(planes))),
    ];
    for (const each of chosen) {
      await expect(each).rejects.toBeInstanceOf(DeviceError);
      await expect(each).rejects.toThrow(/none of the kernels for .* computes what the CPU does/);
    }
  }
  expect([kept.size, device.choices.size]).toEqual([0, 0]);
});

test('who waits for a measurement on another device, which is lost, makes one', async () => {
  const lost = new DeviceLostError('lost', 'lost');
  const { device } = await deviceThat(() => Promise.reject(lost));
  const { kernel } = await testDevice();
  const run = { particles: 300, updates: 1e7 };
  const [first, second] = await Promise.allSettled([
    chosenVariant(device, modelOf(lanes), run),
    chosenVariant({ ...device, kernel }, modelOf(lanes), run),
  ]);
  expect(first).toMatchObject({ reason: lost });
  expect(second.status).toBe('fulfilled');
});

test('a kernel that cannot be made is passed over', async () => {
  const model = modelOf(lanes);
  const run = { particles: 300, updates: 1e7 };
  const variants = samplingVariants(await testDevice(), model.network, run);
  expect(variants.size).toBeGreaterThan(1);
  const [refused] = [...variants.values()];
  // The first is compiled for its weights, which its constants hold, or takes more quads than the others.
  const frozen = refused?.form === 'lanes' && refused.frozen;
  const { device, kept } = await deviceThat((make, parts, constants, options) =>
    (frozen ? options?.frozen : constants?.GROUPS === (refused as { groups: number }).groups)
      ? Promise.reject(new DeviceError('WebGPU: no such pipeline'))
      : make(parts, constants, options),
  );
  const chosen = await chosenVariant(device, model, run);
  expect(chosen).not.toEqual(refused);
  expect([...variants.values()]).toContainEqual(chosen);
  expect(kept.size).toBe(1);
});

test('the software adapters of these tests have kernels by subgroups, so that those are tested', async () => {
  const device = await testDevice();
  const names = [...samplingVariants(device, modelOf(planes).network, { particles: 1, updates: 1 }).keys()];
  if (/swiftshader|llvmpipe/i.test(device.adapter.name)) expect(names).toEqual(['broadcast']);
});

afterAll(async () => (await testDevice()).requireHealthy());
