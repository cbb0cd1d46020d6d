import { afterAll, expect, test } from 'vitest';
import { learningOf, learnPosterior } from '../../../examples/sbi/learning.ts';
import { drawPosterior } from '../../../examples/sbi/posterior.ts';
import { measureInference } from '../../../examples/sbi/run.ts';
import { rowOf, simulationsOf } from '../../../examples/sbi/tasks/index.ts';
import { twoMoons } from '../../../examples/sbi/tasks/two_moons.ts';
import { createEngine, points } from '../../../src/index.ts';

const engine = await createEngine({ prefer: 'wasm' });
afterAll(() => engine.dispose());

const short = { hidden: [64, 64], steps: 1500, batch: 256, decay: 0.99 };

test('draws follow each observation, in its place, and lie within the prior', async () => {
  const learning = { ...learningOf(twoMoons), ...short };
  const { model } = await learnPosterior(engine, simulationsOf(twoMoons, 3000, 1), learning, () => {});
  // θ₂ − θ₁ is √2·(y − the height of a point of the ring), so it has the sign of y.
  const observations = points([-0.1, 0.4, -0.1, -0.4], 2);
  const count = 400;
  const { draws, rejected } = await drawPosterior(engine, { task: twoMoons, model }, observations, { count, seed: 3 });
  expect(draws.shape).toEqual([2 * count, 2]);
  expect(draws.values.every((theta) => Math.abs(theta) <= 1)).toBe(true);
  expect(rejected).toBeGreaterThanOrEqual(0);
  for (const i of [0, 1]) {
    const exact = twoMoons.posterior(rowOf(observations, i), count, 5);
    const difference = (values: ArrayLike<number>, from: number) =>
      Array.from({ length: count }, (_, k) => values[2 * (from + k) + 1]! - values[2 * (from + k)]!).reduce(
        (sum, each) => sum + each / count,
        0,
      );
    // Of a deviation of 0.1 for exact draws and 0.8 for those of the prior; a short training is well between.
    expect(Math.abs(difference(draws.values, i * count) - difference(exact.values, 0))).toBeLessThan(0.1);
  }
});

test('the example tabulates a task, and draws how well it is calibrated', async () => {
  const lines: string[] = [];
  const { table, pictures } = await measureInference(engine, {
    ...short,
    ...{ only: 'moons', simulations: [3000], observations: 1, draws: 500, calibration: 60 },
    tell: (line) => lines.push(line),
  });
  expect(lines.filter((line) => line.includes('held out'))).toHaveLength(10);
  const [, , row] = table.split('\n');
  const cells = row!.split('|').map((cell) => cell.trim());
  expect(cells.slice(1, 3)).toEqual(['two moons', '3000']);
  // Draws of the prior are told apart nearly always, and exact ones half the time.
  expect(Number(cells[3])).toBeLessThan(0.93);
  expect(Object.keys(pictures)).toEqual(['sbi_two_moons.svg']);
  // A line for the ranks of each of two parameters, the diagonal, and the coverage.
  expect(pictures['sbi_two_moons.svg']!.match(/<polyline/g)).toHaveLength(4);
  expect(pictures['sbi_two_moons.svg']).not.toContain('NaN');
});

test('a task that there is none of is refused with the names of those that there are', async () => {
  const nothing = { simulations: [10], observations: 1, draws: 10, calibration: 0, tell: () => {} };
  await expect(measureInference(engine, { ...nothing, only: 'moonz' })).rejects.toThrow(
    /only.*moonz.*two moons, Gaussian mixture, Gaussian linear, SLCP/s,
  );
});
