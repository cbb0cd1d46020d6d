import { describe, expect, test } from 'vitest';
import { conditional } from '../../../src/contexts/conditional.ts';
import type { Engine } from '../../../src/engine.ts';
import { createCpuEngine } from '../../../src/engines/cpu/engine.ts';
import { createDriver } from '../../../src/engines/drive/engine.ts';
import { backendOn } from '../../../src/engines/wasm/backend.ts';
import { chooseBinary } from '../../../src/engines/wasm/binary.ts';
import { createMachine } from '../../../src/engines/wasm/create_machine.ts';
import type { Machine } from '../../../src/engines/wasm/machine.ts';
import { MemoryError } from '../../../src/engines/wasm/memory.ts';
import { ArgumentError } from '../../../src/errors.ts';
import { initialParameters, mlp } from '../../../src/network.ts';
import { points } from '../../../src/points.ts';
import { euler, heun } from '../../../src/samplers/index.ts';
import { collect, ladder, plane, sampling, training } from '../../engine_suite/fixtures.ts';

const limit = 2 ** 20;

/** An engine whose memory ends at 1 MiB: as its addresses do, or as what a host gives does, which nobody knows before. */
async function smallEngine(ends: 'addresses' | 'host'): Promise<Engine> {
  const binary = await chooseBinary();
  const machine = await createMachine(binary, { kind: 'calling thread' });
  const taken = new Map<number, number>();
  const left = () => limit - [...taken.values()].reduce((sum, bytes) => sum + bytes, 0);
  const small: Machine = {
    ...machine,
    get room() {
      return ends === 'addresses' ? left() : 2 ** 31;
    },
    allocate(bytes) {
      if (bytes > left())
        throw new MemoryError(bytes, left(), ends === 'host' ? { cause: new RangeError() } : undefined);
      const address = machine.allocate(bytes);
      taken.set(address, bytes);
      return address;
    },
    free(address) {
      taken.delete(address);
      machine.free(address);
    },
  };
  return createDriver(backendOn(small, binary));
}

/** What a refusal says how many there may be. */
async function mostOf(asked: Promise<unknown>, argument: string, pattern: RegExp): Promise<number> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ArgumentError);
  expect((error as ArgumentError).argument).toBe(argument);
  expect((error as ArgumentError).message).toMatch(pattern);
  return Number(pattern.exec((error as ArgumentError).message)![1]);
}

describe.each(['addresses', 'host'] as const)('where the memory ends as %s do', (ends) => {
  // A host is asked for half as much each time.
  const least = ends === 'addresses' ? 0.9 : 0.4;

  test.each([
    ['euler', euler(), 16],
    ['heun, which has a memory', heun(), 32],
  ])('too many particles are refused by how many there may be: %s', async (_, method, bytesEach) => {
    using engine = await smallEngine(ends);
    const options = { ...sampling, score: plane, method };
    const asked = engine.sampler({ ...options, particles: 1_000_000 });
    const most = await mostOf(
      asked,
      'particles',
      /got 1000000, but it must be at most about (\d+) in 2 dim.*sampleInChunks/,
    );
    expect(most).toBeGreaterThan((least * limit) / bytesEach);
    using sampler = await engine.sampler({ ...options, particles: most });
    await collect(sampler.run());
    // A second one finds less.
    await expect(engine.sampler({ ...options, particles: most })).rejects.toThrow(/particles|score/);
  });

  test('too many particles with a context each are refused so, too, and their scores taken in parts', async () => {
    using engine = await smallEngine(ends);
    const count = 20_000;
    const network = mlp({ dimension: 2, hidden: [8], context: 20 });
    const parameters = initialParameters(network, 1);
    const contexts = points(
      Float32Array.from({ length: 20 * count }, (_, i) => Math.sin(i)),
      20,
    );
    const score = conditional({ kind: 'network', network, noise: ladder, parameters }, contexts);
    const asked = engine.sampler({ score, method: euler(), particles: count });
    const most = await mostOf(asked, 'particles', /got 20000, but it must be at most about (\d+) in 2 dim/);
    // 16 bytes for a particle, and 80 for its context.
    expect(most).toBeGreaterThan((least * limit) / 110);
    const at = points(
      Float32Array.from({ length: 2 * count }, (_, i) => Math.cos(i)),
      2,
    );
    const { values } = await engine.score({ score, points: at, sigma: 1 });
    const expected = await createCpuEngine().score({ score, points: at, sigma: 1 });
    // Scores of about 1 in float32.
    expect(values.findIndex((value, i) => !(Math.abs(value - expected.values[i]!) < 1e-5))).toBe(-1);
  });

  test('too many data are refused by how many there may be', async () => {
    using engine = await smallEngine(ends);
    const options = { ...training, network: mlp({ dimension: 2, hidden: [9, 9] }) };
    const data = (count: number) =>
      points(
        Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i)),
        2,
      );
    const asked = engine.trainer({ ...options, data: data(300_000), batch: 40 });
    const pattern = /got \[300000, 2\], but it must be at most about (\d+) points of 2 dim/;
    const most = await mostOf(asked, 'data.shape', pattern);
    // What a step takes beside them is about a third of this memory.
    expect(most).toBeGreaterThan(((least - 0.4) * limit) / 8);
    using trainer = await engine.trainer({ ...options, data: data(most), batch: 40 });
    await collect(trainer.run({ steps: 2 }));
  });

  test('a network that is too large is refused by how large it may be', async () => {
    using engine = await smallEngine(ends);
    const asked = engine.trainer({ ...training, network: mlp({ dimension: 1, hidden: [500, 500] }) });
    // 3·500 of the first layer, 501·500 of the second, 501 of the last.
    const most = await mostOf(asked, 'network', /got "252501 parameters".*at most about (\d+) parameters/);
    expect(most).toBeLessThan(limit / 16);
    const wide = mlp({ dimension: 2000, hidden: [500] });
    const score = {
      kind: 'network',
      network: wide,
      noise: ladder,
      parameters: new Float32Array(2_002_500 + 500),
    } as const;
    await expect(engine.sampler({ score, method: euler(), particles: 4 })).rejects.toThrow(
      /score: got "one that takes \d+ bytes", but it must be one that takes at most about \d+/,
    );
  });

  test('a grid that is too large is refused by how large it may be, and others find room one after another', async () => {
    using engine = await smallEngine(ends);
    using sampler = await engine.sampler({ ...sampling, score: plane });
    const countsOf = (cells: number) => sampler.counts({ axes: [{ coordinate: 0, from: -1e6, to: 1e6, cells }] });
    const most = await mostOf(countsOf(300_000), 'grid.axes', /got "300000 cells".*at most about (\d+) cells/);
    expect(most).toBeGreaterThan((least * limit) / 4 - 10_000);
    for (const cells of [most, 1, most - 1, most]) {
      const counts = await countsOf(cells);
      expect([counts.length, counts.reduce((sum, count) => sum + count, 0)]).toEqual([cells, 21]);
    }
    // What the sampler held is free again.
    sampler.dispose();
    using another = await engine.sampler({ ...sampling, score: plane, particles: 20_000 });
    await collect(another.run());
  });
});
