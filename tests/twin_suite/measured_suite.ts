import { expect, test } from 'vitest';
import { measured } from '../../src/fields/measured.ts';
import type { Score } from '../../src/fields/score.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { ancestral } from '../../src/samplers/index.ts';
import { collect, sampled } from '../engine_suite/fixtures.ts';
import { measurementIn } from '../engine_suite/measured_suite.ts';
import { requireSame } from '../engine_suite/program_suite.ts';
import type { Others, Pair } from './pair.ts';
import { attractor, deep, mixed, oracle, swirl, wide } from './scores.ts';
import { relativeError } from './shapes.ts';

/** With the rounding that each is allowed, as a part of the largest value: as in tangent_suite. */
const fields: readonly (readonly [string, Score, number, number])[] = [
  ['a small network', attractor(2, 40), 2, 2e-5],
  ['a network in five dimensions', attractor(5, 24), 5, 2e-5],
  ['a deep network', deep, 2, 2e-5],
  ['a mixture', oracle, 1, 1e-4],
  ['a mixture in ten dimensions', wide, 10, 1e-4],
  ["a function of a user's own", swirl(9), 9, 1e-3],
  ['a combination of all kinds', mixed, 2, 1e-3],
];

/** Scores led towards measurements agree with the reference. */
export function measuredTwinSuite(engines: Pair, { alike = async () => [] }: Others = {}): void {
  test.each(fields)('%s, measured, is that of the CPU', async (_, score, dimension, tolerance) => {
    const { device, cpu } = await engines();
    for (const [values, deviation] of [
      [1, 0.3],
      [dimension + 2, 0.5],
    ] as const) {
      const field = measured(score, measurementIn(dimension, values, deviation));
      for (const count of [1, 301]) {
        const at = points(
          Float32Array.from({ length: count * dimension }, (_, i) => 2 * Math.sin(1.3 * i * i + 1)),
          dimension,
        );
        for (const sigma of [3, 0.4]) {
          const request = { score: field, points: at, sigma };
          const [ours, reference] = [await device.score(request), await cpu.score(request)];
          expect(relativeError(ours.values, reference.values)).toBeLessThan(tolerance);
        }
      }
    }
  });

  test.each([
    ['a mixture', oracle, 1, 1e-4, 5e-6],
    ['a mixture in ten dimensions', wide, 10, 1e-4, 5e-6],
    // No true score: where its Jacobian says that a variance is below what is believed, rounding grows a hundredfold.
    ['a network', attractor(5, 24), 5, 2e-2, 2e-5],
    // Central differences that are good to 1e-3 in a function of a user's own.
    ['a combination of all kinds', mixed, 2, 2e-2, 1e-3],
  ] as const)('%s, measured: particles in lockstep with the CPU', async (_, score, dimension, most, median) => {
    const { device, cpu } = await engines();
    const options: SamplerOptions = {
      score: measured(score, measurementIn(dimension, 2, 0.5)),
      noise: geometric({ from: 2, to: 0.05, levels: 12 }),
      method: ancestral(),
      particles: 257,
      seed: 3,
    };
    const [ours, reference] = [await sampled(device, options), await sampled(cpu, options)];
    const errors = ours.map((value, i) => Math.abs(value - reference[i]!)).sort();
    expect(errors.at(-1)).toBeLessThan(most);
    expect(errors[errors.length >> 1]).toBeLessThan(median);
    // Parts of all particles, and planes that hold few of them, come to the same to the last bit.
    for (const one of await alike()) requireSame(await sampled(one, options), ours);
    const parts = await collect(sampleInChunks(device, options, { chunk: 100 }));
    requireSame(Float32Array.from(parts.flatMap(({ values }) => [...values])), ours);
  });
}
