import { expect, test } from 'vitest';
import { points } from '../../src/points.ts';
import { stage } from '../../src/samplers/program.ts';
import { plane } from '../engine_suite/fixtures.ts';
import { requireSame } from '../engine_suite/program_suite.ts';
import type { Pair } from './pair.ts';

/** Where particles are the same to the last bit, so are their counts. */
export function gridSuite(engines: Pair): void {
  test('counts of the same particles are those of the CPU, however fine the grid', async () => {
    const { device, cpu } = await engines();
    // Of magnitudes from 10⁻⁴ to 300, of both signs.
    const values = Float32Array.from(
      { length: 2 * 4099 },
      (_, i) => Math.sin(i) * Math.exp(8 * Math.sin(0.37 * i) - 2),
    );
    const options = {
      ...{ score: plane, particles: 4099, initial: points(values, 2) },
      method: { stages: [stage({ sigma: 1, level: 0, count: 1 })], end: 0 },
    };
    using ours = await device.sampler(options);
    using reference = await cpu.sampler(options);
    for (const [i, cells] of [1, 3, 10, 77, 333, 1000, 1400].entries()) {
      const axes = [0, 1].map((coordinate) => ({
        ...{ coordinate, from: -Math.exp(i - 2 - coordinate), to: Math.exp(5 - 1.7 * i) },
        cells: coordinate ? 2 * cells - 1 : cells,
      }));
      for (const grid of [{ axes }, { axes: [axes[1]!] }]) {
        const expected = await reference.counts(grid);
        expect(expected.some((count) => count > 0)).toBe(true);
        requireSame(await ours.counts(grid), expected);
      }
    }
  });
}
