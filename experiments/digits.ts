// Digits of 8 × 8 pixels: what a network draws after training on them, and how near that is to what it was trained on.
import { markdownTable } from '../bench/markdown_table.ts';
import { gridOfImages, imageLayoutOf } from '../src/cli/files/image_grid.ts';
import {
  deviationOf,
  digits,
  type Engine,
  geometric,
  nearestNeighbours,
  type Points,
  sampleFloor,
  slicedWasserstein,
} from '../src/index.ts';
import { draw, type Learning, langevinOf, learn } from './learn.ts';
import { sheet } from './pictures.ts';

const draws = 20_000;

export const digitsLearning: Learning = {
  hidden: [256, 256, 256],
  noise: geometric({ from: 5, to: 0.03, levels: 30 }),
  batch: 512,
  noisePerRow: 'log-uniform',
  steps: 4000,
  rate: 0.002,
  decay: 0.99,
  particles: 2000,
  perLevel: 10,
  share: 0.2,
  seed: 1,
  detail: 1,
};

/** @returns the table, and a picture of training images, of samples, and of the training images next to those. */
export async function measureDigits(
  engine: Engine,
  learning: Learning,
  tell: (line: string) => void,
): Promise<{ table: string; picture: string }> {
  const target = digits(8);
  const data = target.sample(draws, { seed: learning.seed });
  const model = await learn(engine, data, learning, tell);
  const { samples } = await draw(engine, model, langevinOf(learning, deviationOf(data)), learning);
  const heldOut = target.sample(learning.particles, { seed: learning.seed + 1 });
  const next = nearestNeighbours(samples, data);
  const floor = sampleFloor(target, { samples: learning.particles }, slicedWasserstein);
  const table = markdownTable(
    ['distance to the nearest training image', 'nearest 1 %', 'median', 'farthest 1 %', 'sliced W2 to held-out draws'],
    [
      ['samples', ...quantiles(next.distances), slicedWasserstein(samples, heldOut).toFixed(4)],
      [
        'held-out draws',
        ...quantiles(nearestNeighbours(heldOut, data).distances),
        `${floor.mean.toFixed(4)} ± ${floor.deviation.toFixed(4)}`,
      ],
    ],
  );
  const shown = 100;
  const cells = [
    {
      title: 'training images',
      points: rowsOf(
        data,
        Array.from({ length: shown }, (_, i) => i),
      ),
    },
    {
      title: 'samples',
      points: rowsOf(
        samples,
        Array.from({ length: shown }, (_, i) => i),
      ),
    },
    { title: 'training image nearest to each sample', points: rowsOf(data, next.indices.subarray(0, shown)) },
  ].map(({ title, points }) => ({ title, picture: gridOfImages(points, imageLayoutOf([8, 8])!, 10) }));
  return { table, picture: sheet(cells, { title: 'Digits of 8 × 8 pixels', columns: 3, scale: 3 }) };
}

function quantiles(distances: Float64Array): string[] {
  const sorted = distances.slice().sort();
  return [0.01, 0.5, 0.99].map((share) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(3));
}

function rowsOf({ values, shape: [, dimension] }: Points, rows: ArrayLike<number>): Points {
  const chosen = new Float32Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i++)
    chosen.set(values.subarray(rows[i]! * dimension, (rows[i]! + 1) * dimension), i * dimension);
  return { values: chosen, shape: [rows.length, dimension] };
}
