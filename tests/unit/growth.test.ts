import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import { collect, sampling, training } from '../engine_suite/fixtures.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes that are in use, in the heap and in the memory of typed arrays. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

// The heap itself wavers by some tens of KB between two looks at it; what is kept of each of 20,000 would show with
// sixteen bytes.
const wavering = 300_000;

test('a training keeps nothing of its steps but their losses', async () => {
  using trainer = await createCpuEngine().trainer({ ...training, batch: 4 });
  await collect(trainer.run({ steps: 2000, reportEvery: 50 }));
  const before = bytesInUse();
  await collect(trainer.run({ steps: 20_000, reportEvery: 50 }));
  // Losses of 22,000 steps, and the room that they grow in.
  expect(bytesInUse() - before).toBeLessThan(2 * 4 * 22_000 + wavering);
});

test('samplers, chunks and scores leave nothing', async () => {
  const engine = createCpuEngine();
  const draw = async (particles: number): Promise<void> => {
    for await (const points of sampleInChunks(engine, { ...sampling, particles }, { chunk: 4 })) {
      await engine.score({ score: sampling.score, points, sigma: 1 });
    }
  };
  await draw(4000);
  const before = bytesInUse();
  await draw(20_000);
  expect(bytesInUse() - before).toBeLessThan(wavering);
});
