import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { type Model, mlp } from '../../src/network.ts';
import { type Points, points } from '../../src/points.ts';
import { annealedLangevin, proportional } from '../../src/samplers/index.ts';
import type { TrainerOptions } from '../../src/trainer.ts';
import {
  restored,
  type Standardisation,
  standardisation,
  standardisations,
  standardised,
} from '../../src/transform.ts';
import { collect, ladder, plane, refusal, sampled, trained } from './fixtures.ts';

/** A cloud of the plane whose columns differ a thousandfold, far from the origin. */
function measurements(): Points {
  const { values, shape } = plane.sample(60, { seed: 4 });
  return { values: values.map((x, at) => (at % 2 === 0 ? 5000 + 300 * x : 0.1 * x - 2)), shape };
}

const options: TrainerOptions = {
  data: measurements(),
  network: mlp({ dimension: 2, hidden: [] }),
  noise: ladder,
  seed: 3,
};

/** What every engine promises of data that are standardised. */
export function transformSuite(engine: () => Engine): void {
  async function modelFor(standardise: Standardisation): Promise<Model> {
    using trainer = await engine().trainer({ ...options, standardise });
    await collect(trainer.run({ steps: 5 }));
    return await trainer.model();
  }
  const without = ({ transform: _, ...model }: Model): Model => model;

  describe('standardised data', () => {
    test.each(standardisations)('train a network as if they had been given so: %s', async (how) => {
      const transform = standardisation(options.data, how);
      const data = standardised(options.data, transform);
      const [ours, expected] = [
        await trained(engine(), { ...options, standardise: how }),
        await trained(engine(), { ...options, data }),
      ];
      expect(ours).toEqual(expected);
      expect((await modelFor(how)).transform).toEqual(transform);
      expect(await trained(engine(), { ...options, standardise: transform })).toEqual(expected);
    });

    test('leave the data of the caller as they are', async () => {
      await modelFor('columns');
      expect(options.data).toEqual(measurements());
    });

    test.each(['columns', 'global'] as const)('come back as samples in their own units: %s', async (how) => {
      const model = await modelFor(how);
      const method = annealedLangevin({ perLevel: 3, size: proportional({ epsilon: 0.02 }) });
      const run = { particles: 21, seed: 5, method };
      const ours = await sampled(engine(), { ...run, score: model });
      const plain: Points = { values: await sampled(engine(), { ...run, score: without(model) }), shape: [21, 2] };
      expect(ours).toEqual(restored(plain, model.transform!).values);
      // Given points too are in the units of the data.
      const initial = { values: options.data.values.subarray(0, 42), shape: [21, 2] } as const;
      const inside = standardised(initial, model.transform!);
      const from = await sampled(engine(), { ...run, score: without(model), initial: inside });
      expect(await sampled(engine(), { ...run, score: model, initial })).toEqual(
        restored({ values: from, shape: [21, 2] }, model.transform!).values,
      );
    });

    test.each(['columns', 'global'] as const)('have a score in their own units: %s', async (how) => {
      const model = await modelFor(how);
      const { scale } = model.transform!;
      const request = { points: options.data, sigma: 0.8 };
      const ours = await engine().score({ ...request, score: model });
      const inside = standardised(options.data, model.transform!);
      const plain = await engine().score({ ...request, score: without(model), points: inside });
      expect(ours.shape).toEqual([60, 2]);
      expect(ours.values).toEqual(Float32Array.from(plain.values, (s, at) => s / scale[at % 2]!));
    });

    test.each([
      ['seconds since 1970', [1.7e9, 0], [60, 1]],
      ['kilograms of stars', [2e40, -5e-42], [6e39, 3e-42]],
    ])('keep their digits where float32 has none for them: %s', async (_, shift, scale) => {
      const inside = plane.sample(60, { seed: 4 });
      const data = points(
        Float64Array.from(inside.values, (y, at) => shift[at % 2]! + scale[at % 2]! * y),
        2,
      );
      using trainer = await engine().trainer({ ...options, data, standardise: 'columns' });
      await collect(trainer.run({ steps: 5 }));
      const model = await trainer.model();
      const learned = standardised(data, model.transform!);
      // The numbers of the cloud, shifted and scaled: float32 has 2⁻²⁴ of each.
      const own = standardised(inside, standardisation(inside, 'columns'));
      learned.values.forEach((y, at) => expect(Math.abs(y - own.values[at]!)).toBeLessThan(1e-6));
      const plain = await trained(engine(), { ...options, data: learned }, 5);
      expect((await trainer.checkpoint()).parameters).toEqual(plain.parameters);

      const method = annealedLangevin({ perLevel: 3, size: proportional({ epsilon: 0.02 }) });
      const run = { particles: 21, seed: 5, method };
      using sampler = await engine().sampler({
        ...run,
        score: model,
        initial: { ...data, values: data.values.subarray(0, 42), shape: [21, 2] },
      });
      const start = await sampler.samples();
      expect(start.values).toBeInstanceOf(Float64Array);
      start.values.forEach((x, at) => expect(Math.abs(x - data.values[at]!) / scale[at % 2]!).toBeLessThan(1e-6));
      await collect(sampler.run());
      const ours = (await sampler.samples()).values;
      const from = standardised({ values: data.values.subarray(0, 42), shape: [21, 2] }, model.transform!);
      const expected = await sampled(engine(), { ...run, score: without(model), initial: from });
      expect(ours).toEqual(restored({ values: expected, shape: [21, 2] }, model.transform!).values);

      const scores = (await engine().score({ score: model, points: data, sigma: 0.8 })).values;
      const inner = await engine().score({ score: without(model), points: learned, sigma: 0.8 });
      expect(scores).toEqual(Float64Array.from(inner.values, (s, at) => s / model.transform!.scale[at % 2]!));
    });

    test('that float32 does not hold are refused where they are not standardised', async () => {
      const data = points([1, 2, 3, -1e40], 2);
      await expect(engine().trainer({ ...options, data })).rejects.toThrow(
        /data\.values: got "-1e\+40 in row 1, column 1 \(both from 0\)", .*--standardise columns/,
      );
    });

    test('hand what is known of their coordinates to the model', async () => {
      const coordinates = { names: ['width', 'height'], shape: [2], whole: [1] };
      using trainer = await engine().trainer({ ...options, coordinates });
      expect((await trainer.model()).coordinates).toEqual(coordinates);
      const checkpoint = await trainer.checkpoint();
      expect(checkpoint.coordinates).toEqual(coordinates);
      using resumed = await engine().trainer({ data: options.data, checkpoint });
      expect((await resumed.model()).coordinates).toEqual(coordinates);
    });

    test.each<[string, Partial<TrainerOptions>]>([
      ['standardise', { standardise: 'rows' as never }],
      ['standardise.shift', { standardise: { shift: [0], scale: [1, 1] } }],
      ['standardise.scale[1]', { standardise: { shift: [0, 0], scale: [1, 0] } }],
      ['standardise.shift[0]', { standardise: { shift: [Infinity, 0], scale: [1, 1] } }],
      ['standardise.shift', { standardise: null as never }],
      ['coordinates.names', { coordinates: { names: ['x'] } }],
      ['coordinates.names[1]', { coordinates: { names: ['x', 2 as never] } }],
      ['coordinates.shape', { coordinates: { shape: [2, 2] } }],
      ['coordinates.shape[0]', { coordinates: { shape: [0.5] } }],
      ['coordinates.whole[1]', { coordinates: { whole: [1, 1] } }],
      ['coordinates', { coordinates: 'xy' as never }],
    ])('are refused by name: %s (%#)', async (argument, bad) => {
      await expect(engine().trainer({ ...options, ...bad })).rejects.toSatisfy(refusal(argument));
    });

    test('whose model has no sound transform is refused', async () => {
      const score = { ...(await modelFor('columns')), transform: { shift: [0, 0], scale: [1, -1] } };
      const method = annealedLangevin({ perLevel: 1, size: proportional({ epsilon: 0.02 }) });
      await expect(engine().sampler({ score, particles: 3, method })).rejects.toSatisfy(
        refusal('score.transform.scale[1]'),
      );
      await expect(engine().score({ score, points: points([1, 2], 2), sigma: 1 })).rejects.toSatisfy(
        refusal('score.transform.scale[1]'),
      );
    });
  });
}
