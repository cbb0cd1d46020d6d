import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SamplingDivergedError } from '../../../src/errors.ts';
import type { Sampler } from '../../../src/sampler.ts';
import type { FakeOptions } from './fake_backend.ts';
import { atCall, collect, driven, levels, sampling, turns, watch } from './fixtures.ts';

watch();

/** Engines of all sorts. The fake says when they are given what they cannot take. */
const engines = fc
  .record({
    queueDepth: fc.integer({ min: 1, max: 4 }),
    pace: fc.constantFrom(0, 1e-8, 1e-6, 1e-5),
    unit: fc.integer({ min: 1, max: 4 }),
    units: fc.option(fc.integer({ min: 1, max: 3 })),
    mostUpdates: fc.constantFrom(1, 3, Number.POSITIVE_INFINITY),
    mostPieces: fc.constantFrom(1, 2, 5, 512),
    steadyUpdates: fc.constantFrom(1, 4, 64),
    work: fc.constantFrom(1e3, 1e6, 1e8),
  })
  .map(
    ({ queueDepth, pace, units, unit, ...sampling }): FakeOptions => ({
      ...{ queueDepth, pace },
      sampling: { ...sampling, unit, ...(units && { mostQuads: units * unit }) },
    }),
  );
const counts = fc.array(fc.nat(9), { maxLength: 5 });
const particles = fc.integer({ min: 1, max: 90 });
const reportEvery = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
const every = (count: number | undefined) => (count === undefined ? {} : { reportEvery: count });

/** Whether all particles made just so many updates; the fake says whether in order. */
async function expectAt(sampler: Sampler, completed: number): Promise<void> {
  expect(sampler.completed).toBe(completed);
  expect(new Set((await sampler.samples()).values)).toEqual(new Set([completed]));
}

/** Level and step, both from 0, of an update. */
function positionOf(counts: readonly number[], update: number): { level: number; step: number } {
  let first = 0;
  const level = counts.findIndex((count) => {
    first += count;
    return update < first;
  });
  return { level, step: update - first + counts[level]! };
}

test('takes every particle through every update once and in order, and reports, on any engine', async () => {
  await fc.assert(
    fc.asyncProperty(engines, counts, particles, reportEvery, async (options, counts, particles, each) => {
      const { fake, engine } = driven(options);
      using sampler = await engine.sampler(sampling(levels(...counts), particles));
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(sampler.total).toBe(total);
      const reports = await collect(sampler.run(every(each)));
      const ends = counts.map((_, level) => counts.slice(0, level + 1).reduce((sum, count) => sum + count, 0));
      const expected = Array.from({ length: total }, (_, i) => i + 1).filter((completed) =>
        each ? completed % each === 0 || completed === total : ends.includes(completed),
      );
      expect(reports).toEqual(
        expected.map((completed) => {
          const { level, step } = positionOf(counts, completed - 1);
          return { level, step: step + 1, completed, total };
        }),
      );
      await expectAt(sampler, total);
      const moved = fake.calls.flatMap(({ piece }) => (piece ? [piece] : []));
      const work = moved.reduce(
        (sum, { first, end, firstQuad, endQuad }) => sum + (end - first) * (endQuad - firstQuad),
        0,
      );
      expect(work).toBe(total * Math.ceil(particles / 4));
      expect(await collect(sampler.run())).toEqual([]);
      expect(fake.faults).toEqual([]);
    }),
  );
});

describe('paces its submissions', () => {
  test.each<[string, number, number, FakeOptions['sampling']]>([
    ['many updates of all', 40, 1e-3, {}],
    ['one update of all', 4000, 1e-2, { mostUpdates: 1, mostPieces: 512 }],
    ['a part of them', 40_000, 1e-2, { unit: 4, steadyUpdates: 4 }],
    ['a part of them, one update a piece', 40_000, 1e-2, { unit: 4, mostUpdates: 1, mostPieces: 512 }],
  ])('which grow to about 25 ms: %s', async (_, particles, milliseconds, options) => {
    const work = 1e4;
    const { fake, engine } = driven({ queueDepth: 4, pace: milliseconds / work, sampling: { work, ...options } });
    using sampler = await engine.sampler(
      sampling(levels(Math.ceil(8000 / ((particles / 4) * milliseconds))), particles),
    );
    await collect(sampler.run());
    const settled = fake.submissions.slice(-40, -8);
    expect(settled).toHaveLength(32);
    // Whole pieces; what is left over at the end of a range or of all particles may be shorter.
    expect(Math.max(...settled)).toBeLessThan(31);
    expect(settled.filter((time) => time > 19).length).toBeGreaterThan(20);
  });

  test('which shrink as soon as one was too long, not only at the next update', async () => {
    const { fake, engine } = driven({ queueDepth: 4, pace: 1e-5, sampling: { work: 1e6 } });
    using sampler = await engine.sampler(sampling(levels(20), 400));
    await collect(sampler.run());
    // An update takes 1000 ms, a quad 10: 20 of them in each of the first four submissions, two or three later.
    const [first, second, third, fourth, ...others] = fake.submissions;
    for (const time of [first, second, third, fourth]) expect(time).toBeCloseTo(200, 6);
    for (const time of others.slice(8)) expect(time).toBeLessThan(31);
  });

  test('and waits for word of so many of them as the engine takes, not oftener', async () => {
    const { fake, engine } = driven({ queueDepth: 3, pace: 1e-5, sampling: { work: 25e5 } });
    using sampler = await engine.sampler(sampling(levels(30), 4));
    await collect(sampler.run());
    // Updates of 25 ms, of which three make a task.
    const names = fake.calls.map(({ name }) => name).filter((name) => name === 'enqueue' || name === 'completion');
    const ahead = names
      .join(' ')
      .split('completion')
      .map((part) => part.split('enqueue').length - 1);
    expect(ahead.slice(2, -2).every((count) => count === 3)).toBe(true);
  });
});

describe('particles that are not finite', () => {
  test('are found at their level and step, with the state before it, again and again', async () => {
    const failing = fc.nat(1000);
    await fc.assert(
      fc.asyncProperty(
        ...([
          engines,
          counts.filter((list) => list.some((count) => count > 0)),
          particles,
          reportEvery,
          failing,
          failing,
        ] as const),
        async (options, counts, particles, each, which, where) => {
          const total = counts.reduce((sum, count) => sum + count, 0);
          const update = which % total;
          const quad = where % Math.ceil(particles / 4);
          const diverges = (q: number, u: number) => q === quad && u === update;
          const { fake, engine } = driven({ ...options, sampling: { ...options.sampling, diverges } });
          using sampler = await engine.sampler(sampling(levels(...counts), particles));
          for (const _ of ['at first', 'and again']) {
            const error = await collect(sampler.run(every(each))).catch((error: unknown) => error);
            expect(error).toBeInstanceOf(SamplingDivergedError);
            expect(error).toMatchObject(positionOf(counts, update));
            await expectAt(sampler, update);
          }
          expect(fake.faults).toEqual([]);
        },
      ),
    );
  });

  test('are found by halves, not one update after the other', async () => {
    const diverges = (_: number, update: number) => update === 777;
    const { fake, engine } = driven({ sampling: { work: 1e3, diverges } });
    using sampler = await engine.sampler(sampling(levels(1000), 4));
    await expect(collect(sampler.run())).rejects.toBeInstanceOf(SamplingDivergedError);
    // One look at all 1000, ten at halves, and one at the last that is left.
    expect(fake.calls.filter(({ name }) => name === 'completion').length).toBeLessThanOrEqual(12);
    await expectAt(sampler, 777);
  });

  test('once mended, are carried on from there', async () => {
    let broken = true;
    const diverges = (_: number, update: number) => broken && update === 7;
    const { engine } = driven({ sampling: { diverges } });
    using sampler = await engine.sampler(sampling(levels(5, 5), 9));
    await expect(collect(sampler.run())).rejects.toBeInstanceOf(SamplingDivergedError);
    broken = false;
    await collect(sampler.run());
    await expectAt(sampler, 10);
  });
});

describe('an aborted signal', () => {
  const reason = new Error('enough');

  test('before the start lets nothing happen', async () => {
    const { fake, engine } = driven();
    using sampler = await engine.sampler(sampling(levels(5), 9));
    fake.calls.length = 0;
    await expect(collect(sampler.run({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(fake.calls).toEqual([]);
    await expectAt(sampler, 0);
  });

  test('at any moment leaves all particles at the same update, from which another run goes on as if never stopped', async () => {
    const moments = fc.array(fc.nat(60), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(engines, particles, reportEvery, moments, async (options, particles, each, whens) => {
        const { fake, engine } = driven(options);
        using sampler = await engine.sampler(sampling(levels(4, 7, 9), particles));
        for (const when of whens) {
          const controller = new AbortController();
          atCall(fake, undefined, when, () => controller.abort(reason));
          const ended = await collect(sampler.run({ ...every(each), signal: controller.signal })).catch(
            (e: unknown) => e,
          );
          if (ended !== reason) expect(sampler.completed).toBe(20);
          fake.onCall = () => undefined;
          await expectAt(sampler, sampler.completed);
        }
        await collect(sampler.run());
        await expectAt(sampler, 20);
        expect(fake.faults).toEqual([]);
      }),
    );
  });

  test('between the pieces of an update undoes that one and no more', async () => {
    // 100 ms an update, in parts of one quad.
    const { fake, engine } = driven({ pace: 25e-6, sampling: { work: 1e6 } });
    using sampler = await engine.sampler(sampling(levels(40), 16));
    for await (const { completed } of sampler.run({ reportEvery: 20 })) if (completed === 20) break;
    const controller = new AbortController();
    atCall(fake, 'completion', 9, () => controller.abort(reason));
    await expect(collect(sampler.run({ signal: controller.signal }))).rejects.toBe(reason);
    fake.onCall = () => undefined;
    // Two updates of four parts, and two parts of the next.
    await expectAt(sampler, 22);
  });

  test('while particles that are not finite are sought leaves a whole state', async () => {
    for (let when = 0; when < 60; when++) {
      const { fake, engine } = driven({ sampling: { unit: 2, diverges: (_, update) => update === 13 } });
      using sampler = await engine.sampler(sampling(levels(20), 30));
      const controller = new AbortController();
      atCall(fake, undefined, when, () => controller.abort(reason));
      const error = await collect(sampler.run({ signal: controller.signal })).catch((error: unknown) => error);
      if (error !== reason) expect(error).toMatchObject({ level: 0, step: 13 });
      fake.onCall = () => undefined;
      await expectAt(sampler, sampler.completed);
      await expect(collect(sampler.run())).rejects.toMatchObject({ level: 0, step: 13 });
      await expectAt(sampler, 13);
    }
  });
});

test('a caller who stops listening keeps what is done, and may go on', async () => {
  const { engine } = driven();
  using sampler = await engine.sampler(sampling(levels(5, 5, 5), 9));
  for await (const { level } of sampler.run()) if (level === 1) break;
  await expectAt(sampler, 10);
  await turns(1);
  expect(await collect(sampler.run())).toEqual([{ level: 2, step: 5, completed: 15, total: 15 }]);
  await expectAt(sampler, 15);
});

test('reports by the number of updates in all, wherever a run goes on', async () => {
  const { engine } = driven();
  using sampler = await engine.sampler(sampling(levels(12), 9));
  for await (const _ of sampler.run({ reportEvery: 3 })) break;
  const reports = await collect(sampler.run({ reportEvery: 5 }));
  expect(reports.map(({ completed }) => completed)).toEqual([5, 10, 12]);
});

test('takes all that is left at once where that fits, even if it is no whole unit', async () => {
  const { fake, engine } = driven({ sampling: { unit: 16, work: 1e3 } });
  using sampler = await engine.sampler(sampling(levels(1000), 4 * 250));
  await collect(sampler.run());
  const pieces = fake.calls.flatMap(({ piece }) => (piece ? [piece] : []));
  expect(pieces.every(({ firstQuad, endQuad }) => firstQuad === 0 && endQuad === 250)).toBe(true);
});
