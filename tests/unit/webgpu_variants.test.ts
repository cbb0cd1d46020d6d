import { expect, test } from 'vitest';
import type { Device } from '../../src/engines/webgpu/device/device.ts';
import { gradientVariants, samplingVariants } from '../../src/engines/webgpu/tuning/variants.ts';
import { mlp } from '../../src/network.ts';

/** As much of a device as a choice among kernels needs. */
function deviceOf(type: 'software' | 'hardware', subgroup: number, freezeFrom = 1e8): Device {
  const adapter = { name: '', vendor: '', architecture: '', type };
  return { adapter, subgroup, freezeFrom } as Device;
}

const small = mlp({ dimension: 1, hidden: [64] });
const wide = mlp({ dimension: 2, hidden: [128, 128, 128] });
const first = (variants: ReadonlyMap<string, unknown>) => [...variants.keys()][0];

test('a GPU is given more invocations where there are few rows', () => {
  const gpu = deviceOf('hardware', 32);
  const sampling = (network: typeof small, particles: number) =>
    first(samplingVariants(gpu, network, { particles, updates: 1 }));
  expect([sampling(small, 4096), sampling(small, 131_072), sampling(small, 2 ** 20)]).toEqual([
    '1 quads',
    '2 quads',
    '4 quads',
  ]);
  expect([sampling(wide, 1000), sampling(wide, 10_000), sampling(wide, 100_000)]).toEqual([
    'plain, smallest',
    'plain, small',
    'plain',
  ]);
  expect(first(gradientVariants(gpu, small, 16_384))).toBe('1 quads in workgroup');
  expect(first(gradientVariants(gpu, wide, 4096))).toBe('plain, small');
});

test('a GPU measures what workgroups load together next, and a software driver never does', () => {
  const names = (type: 'software' | 'hardware', subgroup: number) =>
    [...samplingVariants(deviceOf(type, subgroup), wide, { particles: 100_000, updates: 1 }).keys()].slice(0, 3);
  expect(names('hardware', 32)).toEqual(['plain', 'workgroup', 'workgroup, small']);
  expect(names('hardware', 8)).toEqual(['broadcast', 'workgroup', 'workgroup, small']);
  expect(names('software', 0)).toEqual(['plain', 'plain, small', 'plain, smallest']);
  const training = [...gradientVariants(deviceOf('hardware', 32), wide, 1e6).keys()];
  expect(training).toHaveLength(8);
  expect(training.slice(0, 3)).toEqual(['plain', 'workgroup', 'workgroup, small']);
});

test('software drivers take as much an invocation as they can', () => {
  const driver = deviceOf('software', 0);
  expect(first(samplingVariants(driver, small, { particles: 10, updates: 1 }))).toBe('4 quads');
  expect(first(gradientVariants(driver, small, 10))).toBe('4 quads in workgroup');
  expect(first(gradientVariants(driver, wide, 10))).toBe('plain');
  expect(first(gradientVariants(deviceOf('software', 4), small, 10))).toBe('8 quads in storage');
});

test('small networks are frozen for long sampling runs, and only for those', () => {
  const sampling = (updates: number, network = small) =>
    first(samplingVariants(deviceOf('software', 8), network, { particles: 1000, updates }));
  expect([sampling(99_999), sampling(100_000)]).toEqual(['4 quads', '1 quads, frozen']);
  // A score alone is one update.
  expect(sampling(1)).toBe('4 quads');
  expect(sampling(100_000, wide)).toBe('broadcast');
});

test('all ways are there, each but once', () => {
  for (const type of ['software', 'hardware'] as const) {
    for (const subgroup of [0, 4, 8, 32]) {
      const device = deviceOf(type, subgroup);
      for (const network of [small, wide]) {
        const names = [1, 1e6].map((rows) => [...gradientVariants(device, network, rows).keys()].sort());
        expect(names[0]).toEqual(names[1]);
        expect(new Set(names[0]).size).toBe(names[0]!.length);
      }
    }
  }
});
