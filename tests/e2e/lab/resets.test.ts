import type { CDPSession } from 'puppeteer';
import { expect, test } from 'vitest';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();

/** What is alive once garbage is collected: bytes of objects, and of the arrays that they hold. */
async function living({ page }: LabPage) {
  const used = async (session: CDPSession) => {
    const least = { objects: Number.POSITIVE_INFINITY, arrays: Number.POSITIVE_INFINITY };
    // What one collection frees may hold what only the next can, and buffers of a GPU are let go a turn later.
    for (let i = 0; i < 6; i++) {
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
      least.objects = Math.min(least.objects, usedSize);
      least.arrays = Math.min(least.arrays, backingStorageSize);
      await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    }
    return least;
  };
  const session = await page.createCDPSession();
  const inPage = await used(session);
  await session.detach();
  // The others are of the engine.
  const inWorker = await used(page.workers().find((worker) => worker.url().includes('/worker-'))!.client);
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  return { inPage, inWorker, elements, workers: page.workers().length };
}

test.each([
  ['wasm', 100],
  // Slower here, and in all but its kernels the same.
  ['webgpu', 30],
])('on the engine %s %d resets leave what ten leave', async (engine, times) => {
  const lab = await openLab(`${small}&engine=${engine}&steps=8&points=2000&particles=1000`);
  await lab.still();
  /** Begins again from the first weights, and trains. */
  const reset = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      const { run } = await lab.latest('sampling');
      await lab.page.click('#train-toggle');
      await lab.until((run) => heard.latest.sampling!.run > run && heard.latest.training!.step === 8, run);
    }
    await lab.still();
  };
  await reset(10);
  const before = await living(lab);
  await reset(times);
  const after = await living(lab);
  expect([after.elements, after.workers]).toEqual([before.elements, before.workers]);
  for (const place of ['inPage', 'inWorker'] as const) {
    // Data of one training are 16,000 bytes: none of a hundred is kept.
    expect(after[place].arrays - before[place].arrays, place).toBeLessThan(50_000);
    // Some kilobytes a reset are code that is compiled meanwhile.
    expect(after[place].objects - before[place].objects, place).toBeLessThan(1_000_000);
  }
  expect(lab.complaints).toEqual([]);
});
