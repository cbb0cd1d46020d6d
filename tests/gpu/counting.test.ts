import { expect, test } from 'vitest';
import { inFloat32 } from '../../src/points.ts';
import { countedIn } from '../counted_in.ts';
import { plane, sampling, target } from '../engine_suite/fixtures.ts';
import { requireSame } from '../engine_suite/program_suite.ts';
import { countedEngine } from './accounting.ts';
import { engines } from './engines.ts';

const x = { coordinate: 0, from: -1, to: 2.3, cells: 50 };
const y = { coordinate: 1, from: -2, to: 2, cells: 90 };

test('more particles than one dispatch takes are all counted', async () => {
  const { device } = await engines();
  // A dispatch takes 2²⁰ quads.
  const particles = 2 ** 22 + 2 ** 16 + 3;
  using sampler = await device.sampler({ ...sampling, score: target, particles });
  const samples = inFloat32('samples', await sampler.samples());
  const grid = { axes: [x] };
  requireSame(await sampler.counts(grid), countedIn(samples, grid));
});

test('counts keep one buffer for the grid, which goes with the sampler', async () => {
  const { engine, live, made, pipelines } = await countedEngine();
  const sampler = await engine.sampler({ ...sampling, score: plane });
  const before = live();
  await sampler.counts({ axes: [x, y] });
  const [after, compiled] = [live(), pipelines()];
  // The counts, and what a dispatch is told: 256 bytes.
  expect(after).toEqual({ buffers: before.buffers + 2, bytes: before.bytes + 4 * 50 * 90 + 256 });
  const makes = made();
  for (let i = 0; i < 5; i++) await sampler.counts({ axes: [{ ...x, from: -i - 2 }, y] });
  // Buffers to read from alone.
  expect([live(), made() - makes, pipelines()]).toEqual([after, 5, compiled]);
  await sampler.counts({ axes: [x, { ...y, cells: 800 }] });
  expect(live()).toEqual({ buffers: after.buffers, bytes: after.bytes + 4 * 50 * 710 });
  sampler.dispose();
  expect(live()).toEqual({ buffers: 0, bytes: 0 });
  engine.dispose();
});
