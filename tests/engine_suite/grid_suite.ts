import { describe, expect, test } from 'vitest';
import { gaussianMixture } from '../../src/distributions/gaussian_mixture.ts';
import type { Engine } from '../../src/engine.ts';
import { type Grid, type GridAxis, mostCells } from '../../src/grid.ts';
import { initialParameters, type Model, mlp } from '../../src/network.ts';
import { inFloat32, type Points, points } from '../../src/points.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { stage } from '../../src/samplers/program.ts';
import { countedIn } from '../counted_in.ts';
import { collect, ladder, plane, refusal, sampling } from './fixtures.ts';
import { requireSame } from './program_suite.ts';

/** Nine updates in three parts. */
const program = { stages: [0, 1, 2].map((level) => stage({ sigma: 2, level, count: 3, b: 0.1, d: 0.3 })), end: 0 };

function axis(coordinate: number, from: number, to: number, cells: number): GridAxis {
  return { coordinate, from, to, cells };
}

/** Scores of this dimension whose particles move in lanes and in planes. */
function scoresIn(dimension: number): [string, SamplerOptions['score']][] {
  const mean = Array.from({ length: dimension }, (_, j) => j % 2);
  const network = mlp({ dimension, hidden: [5, 4] });
  return [
    ['a mixture', gaussianMixture({ weights: [1], means: [mean], deviations: [1] })],
    ['a network', { kind: 'network', network, noise: ladder, parameters: initialParameters(network, 1) }],
  ];
}

/** What every sampler promises of counts in a grid. */
export function gridSuite(engine: () => Engine): void {
  /** Counts of given points that have not moved. */
  async function countsOf(initial: Points, grid: Grid, score: SamplerOptions['score'] = plane): Promise<number[]> {
    const particles = initial.shape[0];
    using sampler = await engine().sampler({ score, method: program, particles, initial });
    return [...(await sampler.counts(grid))];
  }

  describe('counts of particles in a grid', () => {
    test('of one axis are those of its cells, from the lowest on', async () => {
      const initial = points(Float32Array.of(-1, 9, -0.75, 9, 0.25, 9, 0.3, 9, 0.99, 9), 2);
      expect(await countsOf(initial, { axes: [axis(0, -1, 1, 4)] })).toEqual([2, 0, 2, 1]);
      expect(await countsOf(initial, { axes: [axis(1, 0, 10, 1)] })).toEqual([5]);
    });

    test('of two axes are row-major, the first running fastest and the lowest row first', async () => {
      const initial = points(Float32Array.of(0.5, 0.5, 2.5, 0.5, 2.5, 1.5, 2.6, 1.6, 1.5, 1.5), 2);
      const [x, y] = [axis(0, 0, 3, 3), axis(1, 0, 2, 2)];
      expect(await countsOf(initial, { axes: [x, y] })).toEqual([1, 0, 1, 0, 1, 2]);
      expect(await countsOf(initial, { axes: [y, x] })).toEqual([1, 0, 0, 1, 1, 2]);
    });

    test('have lower edges in their cells and upper edges not, and nothing outside', async () => {
      const below = (x: number) => x - 2 ** -20;
      const at = [below(0), 0, below(0.5), 0.5, 0.5, 1, below(1.5), below(2), 2, 3, -3, 3e38, -3e38];
      const initial = points(Float32Array.from(at.flatMap((x) => [x, 0])), 2);
      expect(await countsOf(initial, { axes: [axis(0, 0, 2, 4)] })).toEqual([2, 2, 2, 1]);
      expect(await countsOf(initial, { axes: [axis(0, 0, 2, 4), axis(1, 0, 1, 1)] })).toEqual([2, 2, 2, 1]);
      expect(await countsOf(initial, { axes: [axis(0, 0, 2, 4), axis(1, -1, 0, 1)] })).toEqual([0, 0, 0, 0]);
    });

    test.each([1, 3, 4, 5, 16, 17, 255, 1025])(
      'leave out what fills up the last group: of %i particles',
      async (count) => {
        const initial = points(new Float32Array(2 * count).fill(0.25), 2);
        expect(await countsOf(initial, { axes: [axis(0, 0, 1, 2), axis(1, 0, 1, 3)] })).toEqual([count, 0, 0, 0, 0, 0]);
      },
    );

    describe.each([1, 2, 5, 9])('in %i dimension(s)', (dimension) => {
      const last = axis(dimension - 1, -1.3, 2.2, 17);
      const grids: Grid[] = [
        { axes: [last] },
        { axes: [{ ...last, cells: 5000 }] },
        ...(dimension > 1
          ? [
              { axes: [last, axis(0, -3, 3, 11)] },
              { axes: [axis(0, -1, 1.7, 300), { ...last, cells: 211 }] },
              { axes: [axis(Math.floor(dimension / 2), -1e30, 1e30, 2), axis(0, 0, 1e-3, 7)] },
            ]
          : []),
      ];
      test.each(scoresIn(dimension))('are those of the samples, before, between and after: %s', async (_, score) => {
        const options: SamplerOptions = { score, method: program, particles: 1003, seed: 3, initial: { deviation: 1 } };
        using sampler = await engine().sampler(options);
        const check = async () => {
          const samples = inFloat32('samples', await sampler.samples());
          for (const grid of grids) requireSame(await sampler.counts(grid), countedIn(samples, grid));
        };
        await check();
        for await (const _ of sampler.run({ reportEvery: 4 })) await check();
        // Counting moved nobody.
        using other = await engine().sampler(options);
        await collect(other.run());
        expect((await other.samples()).values).toEqual((await sampler.samples()).values);
      });
    });

    test('are in the units of the data', async () => {
      const network = mlp({ dimension: 2, hidden: [3] });
      const model: Model = {
        ...{ kind: 'network', network, noise: ladder, parameters: initialParameters(network, 1) },
        transform: { shift: [1.7e9, -20], scale: [64, 0.25] },
      };
      const initial = points(
        [1, 33, 34, 65].flatMap((x, i) => [1.7e9 + x, -20 + i / 8]),
        2,
      );
      const x = axis(0, 1.7e9, 1.7e9 + 96, 3);
      expect(await countsOf(initial, { axes: [x] }, model)).toEqual([1, 2, 1]);
      expect(await countsOf(initial, { axes: [x, axis(1, -20, -19.5, 2)] }, model)).toEqual([1, 1, 0, 0, 1, 1]);
      // Where particles have digits, the data have none: what a sampler moves does not know of it.
      await expect(countsOf(initial, { axes: [axis(0, 1.7e9, 1e60, 3)] }, model)).rejects.toSatisfy(
        refusal('grid.axes[0].to'),
      );
    });

    test('during a run are of particles that all made the same updates', async () => {
      using sampler = await engine().sampler({ ...sampling, score: plane, particles: 501, method: program });
      const asked: Promise<Uint32Array>[] = [];
      const whole: Grid = { axes: [axis(0, -1e30, 1e30, 1)] };
      for await (const _ of sampler.run({ reportEvery: 2 })) asked.push(sampler.counts(whole), sampler.counts(whole));
      for (const counts of await Promise.all(asked)) expect([...counts]).toEqual([501]);
    });

    test('may be asked of one grid after another, at once, by a caller who goes on using them', async () => {
      const initial = plane.sample(300, { seed: 8 });
      using sampler = await engine().sampler({ score: plane, method: program, particles: 300, initial });
      const sizes = [3, 300, 3, 70, 1000, 70];
      const grids = sizes.map((cells) => ({ axes: [axis(0, -2, 2, cells), axis(1, -1, 3, 7)] }));
      const expected = grids.map((grid) => countedIn(initial, grid));
      const asked = grids.map((grid) => sampler.counts(grid));
      for (const grid of grids) grid.axes = [];
      const counts = await Promise.all(asked);
      expect(counts).toEqual(expected);
      counts[0]!.fill(7);
      expect(counts[2]).toEqual(expected[2]);
    });

    test('may be of as many cells as there are', async () => {
      const initial = points(Float32Array.of(-1, -1, 0.999, 0.999), 2);
      const side = Math.sqrt(mostCells);
      const counts = await countsOf(initial, { axes: [axis(0, -1, 1, side), axis(1, -1, 1, side)] });
      expect(counts.length).toBe(mostCells);
      // 0.999 lies 1.024·10⁻³·side/2 ≈ 1 cell below the end.
      expect([0, 1].map((first) => counts.findIndex((count, cell) => count > 0 && cell >= first))).toEqual([
        0,
        mostCells - 2 - 2 * side + side,
      ]);
    });

    describe('refuse by name', () => {
      const x = axis(0, 0, 1, 2);
      test.each<[string, unknown]>([
        ['grid', undefined],
        ['grid', 'axes'],
        ['grid.axis', { axes: [x], axis: x }],
        ['grid.axes', {}],
        ['grid.axes', { axes: [] }],
        ['grid.axes', { axes: [x, axis(1, 0, 1, 2), x] }],
        ['grid.axes[0]', { axes: [null] }],
        ['grid.axes[0].width', { axes: [{ ...x, width: 1 }] }],
        ['grid.axes[0].coordinate', { axes: [{ ...x, coordinate: 2 }] }],
        ['grid.axes[0].coordinate', { axes: [{ ...x, coordinate: -1 }] }],
        ['grid.axes[0].coordinate', { axes: [{ ...x, coordinate: '0' }] }],
        ['grid.axes[1].coordinate', { axes: [x, { ...x, cells: 4 }] }],
        ['grid.axes[0].from', { axes: [{ ...x, from: Number.NaN }] }],
        ['grid.axes[0].from', { axes: [{ ...x, from: '0' }] }],
        ['grid.axes[0].from', { axes: [{ ...x, from: -1e38 }] }],
        ['grid.axes[0].to', { axes: [{ ...x, to: Number.POSITIVE_INFINITY }] }],
        ['grid.axes[0].to', { axes: [{ ...x, to: 0 }] }],
        ['grid.axes[0].to', { axes: [{ ...x, to: -1 }] }],
        ['grid.axes[0].to', { axes: [{ ...x, to: 1e-40 }] }],
        ['grid.axes[0].to', { axes: [{ ...x, from: 1e9, to: 1e9 + 1 }] }],
        ['grid.axes[0].cells', { axes: [{ ...x, cells: 0 }] }],
        ['grid.axes[0].cells', { axes: [{ ...x, cells: 1.5 }] }],
        ['grid.axes[0].cells', { axes: [{ ...x, cells: mostCells + 1 }] }],
        ['grid.axes', { axes: [{ ...x, cells: 4096 }, axis(1, 0, 1, 1025)] }],
      ])('%s (%#)', async (argument, grid) => {
        using sampler = await engine().sampler({ ...sampling, score: plane, method: program });
        await expect(sampler.counts(grid as Grid)).rejects.toSatisfy(refusal(argument));
        // The sampler is none the worse.
        expect(await sampler.counts({ axes: [axis(0, -1e30, 1e30, 1)] })).toEqual(Uint32Array.of(21));
      });
    });
  });
}
