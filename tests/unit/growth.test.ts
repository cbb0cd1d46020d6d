import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import { collect, sampling, training } from '../engine_suite/fixtures.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes that are in use, in the heap and in the memory of typed arrays: the least of several looks, for what waits on a turn of the event loop is not in use. */
async function bytesInUse(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 8; look++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

// The heap itself wavers by some tens of KB between two looks at it; what is kept of each of 20,000 would show with
// sixteen bytes.
const wavering = 300_000;

test('a training keeps nothing of its steps but their losses', async () => {
  using trainer = await createCpuEngine().trainer({ ...training, batch: 4 });
  await collect(trainer.run({ steps: 2000, reportEvery: 50 }));
  const before = await bytesInUse();
  await collect(trainer.run({ steps: 20_000, reportEvery: 50 }));
  // Losses of 22,000 steps, and the room that they grow in.
  expect((await bytesInUse()) - before).toBeLessThan(2 * 4 * 22_000 + wavering);
});

test('samplers, chunks and scores leave nothing', async () => {
  const engine = createCpuEngine();
  const draw = async (particles: number): Promise<void> => {
    for await (const points of sampleInChunks(engine, { ...sampling, particles }, { chunk: 4 })) {
      await engine.score({ score: sampling.score, points, sigma: 1 });
    }
  };
  // As much as is measured, so that all code is compiled.
  await draw(20_000);
  const before = await bytesInUse();
  await draw(20_000);
  expect((await bytesInUse()) - before).toBeLessThan(wavering);
});
