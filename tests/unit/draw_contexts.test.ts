import { expect, test } from 'vitest';
import { blockRows, planes, stride } from '../../src/engines/cpu/block.ts';
import { createRows } from '../../src/engines/cpu/draw_rows.ts';
import { planTraining } from '../../src/engines/plan/training.ts';
import { mlp } from '../../src/network.ts';
import { geometric } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { philox, streams, uniform } from '../../src/random.ts';

const noise = geometric({ from: 2, to: 0.5, levels: 3 });
const data = points(Float32Array.of(0, 1, 2, 3, 4));

/** The inputs of the context of each of the rows of a step, and x̃ − σε, the datum. */
function rowsOf(plan: ReturnType<typeof planTraining>, step: number) {
  const inputs = plan.network.context && 'classes' in plan.network.context ? plan.network.context.classes : 2;
  const block = { points: planes(1), epsilon: planes(1), sigmas: planes(1), contexts: planes(inputs) };
  const rows = [];
  for (let first = 0; first < plan.rows; first += blockRows) {
    const count = Math.min(blockRows, plan.rows - first);
    createRows(plan, plan.members[0].key)(step, first, count, block);
    for (let r = 0; r < count; r++) {
      const datum = Math.round(block.points[r]! - block.sigmas[r]! * block.epsilon[r]!);
      rows.push({ datum, inputs: Array.from({ length: inputs }, (_, i) => block.contexts[i * stride + r]!) });
    }
  }
  return rows;
}

test('every row has the context of its datum, standardised', () => {
  const plan = planTraining({
    ...{ data, noise, seed: 3, batch: 40, contextDropout: 0 },
    network: mlp({ dimension: 1, hidden: [2], context: 1 }),
    context: points([10, 20, 30, 40, 50]),
  });
  // Of mean 30 and deviation √200.
  const drawn = rowsOf(plan, 1);
  expect(drawn).toHaveLength(120);
  for (const { datum, inputs } of drawn) {
    expect(inputs[0]).toBeCloseTo((10 * datum - 20) / Math.sqrt(200), 6);
    expect(inputs[1]).toBe(1);
  }
  expect(plan.members[0].kept.contextColumns!.transform).toEqual({ shift: [30], scale: [Math.sqrt(200)] });
});

test('a row loses its context where its own number of the stream says so', () => {
  const plan = planTraining({
    ...{ data, noise, seed: 7, batch: 400, contextDropout: 0.3 },
    network: mlp({ dimension: 1, hidden: [2], context: { classes: 3 } }),
    context: [0, 1, 2, 1, 0],
  });
  const drawn = rowsOf(plan, 5);
  let dropped = 0;
  for (const [row, { datum, inputs }] of drawn.entries()) {
    const words = new Uint32Array(4);
    philox(words, Math.floor(row / 4), 0, 5, streams.contexts, [7, 0]);
    const isDropped = uniform(words[row % 4]!) <= 0.3;
    if (isDropped) dropped++;
    expect(inputs).toEqual([0, 1, 2].map((k) => (!isDropped && k === [0, 1, 2, 1, 0][datum] ? 1 : 0)));
  }
  // 1200 rows: 360 and a standard error of 16.
  expect(Math.abs(dropped - 360)).toBeLessThan(4 * 16);
});
