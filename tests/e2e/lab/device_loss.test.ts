import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../../scripts/browser.mjs';
import { quiet } from '../browser.ts';
import type { Heard } from './heard.ts';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
/** Browsers keep a page from the GPU for a while after it went down twice. */
const lenient = ['--disable-domain-blocking-for-3d-apis', '--disable-gpu-process-crash-limit'];
/** Of its own: its GPU process is brought down. */
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser({ args: [...quiet, ...lenient] });
});
afterAll(() => browser?.close());

/** Brings the GPU process down, as a driver that crashes does. */
async function crashGpu(): Promise<void> {
  const session = await browser.target().createCDPSession();
  // The answer may be lost with the process.
  await Promise.race([session.send('Browser.crashGpuProcess'), new Promise((resolve) => setTimeout(resolve, 1000))]);
  await session.detach();
}

async function outcome(lab: LabPage) {
  const [model, samples] = [await lab.taken('model'), await lab.taken('samples-npy')];
  return { losses: await lab.losses(), model: [...model.bytes], samples: [...samples.bytes] };
}

/** What a run comes to when nothing happens. */
async function undisturbed(settings: string) {
  const lab = await openLab(settings, { browser });
  await lab.still();
  return outcome(lab);
}

const isBack = (lab: LabPage) =>
  lab.until(() => document.querySelector<HTMLElement>('.status-notice')?.innerText.includes('is back'));

describe('a GPU process that crashes', () => {
  test('in a training, twice, is said, and the run ends as it would have', async () => {
    const run = `${small}&engine=webgpu&steps=600&particles=300`;
    const expected = await undisturbed(run);
    const lab = await openLab(run, { browser });
    for (const step of [40, 80]) {
      await lab.until((step) => Number(document.getElementById('train-progress')?.dataset.step) > step, step);
      expect((await lab.latest('training')).playing).toBe(true);
      await crashGpu();
      await isBack(lab);
      expect(await lab.text('.status-notice')).toMatch(
        /^The device was lost and is back\. The training goes on after step/,
      );
      await lab.page.click('.status-notice .close');
    }
    await lab.still();
    expect(await outcome(lab)).toEqual(expected);
    expect((await lab.latest('engine')).engine).toBe('webgpu');
  });

  test('while particles move is said, and they come to where they would have, and are seen', async () => {
    const run = `${small}&engine=webgpu&steps=20&speed=0.2&method=heun&ladder=40`;
    const expected = await undisturbed(`${run}&speed=20`);
    const lab = await openLab(run, { browser });
    const update = (least: number) =>
      lab.until((least) => Number(document.getElementById('sample-progress')?.dataset.update) > least, least);
    await lab.until(() => (globalThis as unknown as { heard: Heard }).heard.latest.training?.step === 20);
    await update(5);
    await crashGpu();
    await isBack(lab);
    await update(10);
    await lab.set('#sample-speed', '4');
    await lab.still();
    expect(await outcome(lab)).toEqual(expected);
    // In time: the picture of a canvas comes to the page after what the worker says.
    await lab.until(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas.particles')!;
      const { width, height } = canvas;
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.drawImage(canvas, 0, 0);
      return context.getImageData(0, 0, width, height).data.some((value) => value > 0);
    });
  });
});
