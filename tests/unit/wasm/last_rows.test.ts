import { describe, expect, test } from 'vitest';
import { createCpuBackend } from '../../../src/engines/cpu/backend.ts';
import { planTraining } from '../../../src/engines/plan/training.ts';
import { createWasmBackend } from '../../../src/engines/wasm/backend.ts';
import { mlp } from '../../../src/network.ts';
import { training } from '../../engine_suite/fixtures.ts';

const batch = 2 ** 32 - 1;

describe.each([
  ['lanes', [8]],
  ['panels', [8, 8]],
])('the last rows that a step can have, in %s', (_, hidden) => {
  test('are each taken once', async () => {
    const plan = planTraining({
      ...training,
      network: mlp({ dimension: 1, hidden }),
      batch,
      noisePerRow: 'one-level',
    });
    const wasm = await createWasmBackend({ machine: 'calling thread' });
    const gradients = [];
    for (const backend of [wasm, createCpuBackend()]) {
      const runner = await backend.train(plan);
      const alone = { first_member: 0, end_member: 1 };
      // All rows but these would take hours: none of them begins the step, and these end it.
      runner.enqueue(0, { first_row: 0, end_row: 0, ...alone });
      runner.enqueue(0, { first_row: 2 ** 32 - 1024, end_row: batch, ...alone });
      await runner.completion();
      gradients.push(Array.from(await runner.gradient(), (value) => value * batch));
      runner.dispose();
    }
    wasm.dispose();
    const [ours, reference] = gradients;
    const largest = Math.max(...reference!.map(Math.abs));
    expect(largest).toBeGreaterThan(1);
    // Sums of a thousand terms in float32.
    for (const [i, value] of ours!.entries()) expect(Math.abs(value - reference![i]!)).toBeLessThan(1e-4 * largest);
  });
});
