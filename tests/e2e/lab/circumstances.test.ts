import { describe, expect, test } from 'vitest';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
const long = `${small}&steps=1000000`;
const trainedTo = (lab: LabPage, step: number) =>
  lab.until((step) => Number(document.getElementById('train-progress')?.dataset.step) >= step, step);
const stepOf = (lab: LabPage) =>
  lab.page.$eval('#train-progress', (text) => Number((text as HTMLElement).dataset.step));
/** How often the page was told of particles, and of the field behind them. */
const told = (lab: LabPage) => lab.page.evaluate(() => [heard.counts.sampling, heard.counts.field]);
/** Waits for so many more reports of the training. */
const reports = async (lab: LabPage, count: number) => {
  const before = await lab.page.evaluate(() => heard.counts.training!);
  await lab.until((wanted) => heard.counts.training! >= wanted, before + count);
};
/** Turns of the page in which something that moves would have moved. */
const frames = (lab: LabPage, count: number) =>
  lab.page.evaluate(async (count) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  }, count);

describe('in a tab that is hidden', () => {
  const see = (lab: LabPage, state: 'visible' | 'hidden') =>
    lab.page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);

  test('the training goes on, but nothing is drawn before it is seen again', async () => {
    const lab = await openLab(long);
    await trainedTo(lab, 20);
    await see(lab, 'hidden');
    // Requests are answered in their order; a turn that is under way is finished first.
    await lab.taken('data-npy');
    await reports(lab, 5);
    const before = await told(lab);
    const step = await stepOf(lab);
    await reports(lab, 15);
    expect(await stepOf(lab)).toBeGreaterThan(step);
    expect(await told(lab)).toEqual(before);
    await see(lab, 'visible');
    await lab.until(([sampling, field]) => heard.counts.sampling! > sampling! && heard.counts.field! > field!, before);
    expect(lab.complaints).toEqual([]);
  });

  test('a training comes to its end, and its samples are there once the tab is seen', async () => {
    const lab = await openLab(`${small}&steps=3000`);
    await trainedTo(lab, 20);
    await see(lab, 'hidden');
    await lab.until(() => document.getElementById('train-progress')?.innerText.startsWith('step 3,000 of 3,000'));
    await see(lab, 'visible');
    await lab.still();
    const hidden = await lab.taken('samples-npy');
    const seen = await openLab(`${small}&steps=3000`);
    await seen.still();
    expect(hidden).toEqual(await seen.taken('samples-npy'));
    expect(lab.complaints).toEqual([]);
  });
});

describe('where people want no motion', () => {
  const calm = (hash: string) =>
    openLab(hash, {
      before: (page) => page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]),
    });

  test('nothing moves by itself: the page waits to be asked, and shows samples at their end', async () => {
    const lab = await calm(long);
    await lab.still();
    expect(await stepOf(lab)).toBe(0);
    expect(await lab.text('#train-toggle')).toBe('Train');
    expect(await lab.text('#sample-progress')).toContain('update 31 of 31');
    await lab.until(() => heard.latest.field !== undefined && heard.latest.measures !== undefined);
    const before = await told(lab);
    await frames(lab, 60);
    expect(await told(lab)).toEqual(before);
    expect(await lab.page.evaluate(() => document.getAnimations().length)).toBe(0);

    // Nor does other data's.
    await lab.page.click('label[for=source-rings]');
    await lab.until(() => document.querySelector<HTMLInputElement>('#source-rings')?.checked);
    await lab.still();
    expect(await stepOf(lab)).toBe(0);
    await lab.page.click('#train-toggle');
    await trainedTo(lab, 20);
    await lab.page.click('#train-toggle');
    await lab.until(() => document.getElementById('train-toggle')?.dataset.state === 'paused');
    expect(lab.complaints).toEqual([]);
  });

  test('a link still shows the moment that it was made at', async () => {
    const lab = await calm(`${small}&trained=40&sampled=12`);
    await lab.until(() => document.getElementById('sample-progress')?.dataset.update === '12');
    await lab.still();
    expect(await lab.text('#train-progress')).toMatch(/^step 40 of 60/);
    const samples = await lab.taken('samples-npy');
    const moving = await openLab(`${small}&trained=40&sampled=12`);
    await moving.until(() => document.getElementById('sample-progress')?.dataset.update === '12');
    await moving.still();
    expect(await moving.taken('samples-npy')).toEqual(samples);
  });
});

describe('a window of another size', () => {
  test.each(['wasm', 'webgpu'])('is filled again: all layers of the stage have its pixels, on %s', async (engine) => {
    const lab = await openLab(`${small}&engine=${engine}`);
    await lab.still();
    for (const width of [700, 390, 1440]) {
      await lab.page.setViewport({ width, height: 900 });
      await lab.until((width) => {
        if (innerWidth !== width || document.documentElement.scrollWidth > innerWidth) return false;
        // The surface is stretched over the square by the page.
        const layers = [...document.querySelectorAll<HTMLCanvasElement>('.pane canvas:not(.surface)')];
        return layers.length === 3 && layers.every((layer) => layer.width === layer.clientWidth && layer.width > 0);
      }, width);
      // What the worker drew for the size before would be blank or stretched; it comes a picture later.
      await lab.until(() => {
        const particles = document.querySelector<HTMLCanvasElement>('.pane canvas.particles')!;
        const context = new OffscreenCanvas(particles.width, particles.height).getContext('2d')!;
        context.drawImage(particles, 0, 0);
        const { data } = context.getImageData(0, 0, particles.width, particles.height);
        return data.some((value, i) => i % 4 === 3 && value > 0);
      });
    }
    expect(lab.complaints).toEqual([]);
  });
});

describe('a browser without WebGPU', () => {
  /** Its workers have none; nothing else of the lab asks for it. */
  const openWithout = (hash: string) =>
    openLab(hash, {
      before: (page) =>
        page.evaluateOnNewDocument(() => {
          globalThis.Worker = class extends Worker {
            constructor(url: string | URL, options?: WorkerOptions) {
              const program = `
                delete WorkerNavigator.prototype.gpu;
                const early = [];
                self.onmessage = (event) => early.push(event);
                await import(${JSON.stringify(new URL(url, location.href).href)});
                for (const event of early) self.onmessage(event);`;
              super(URL.createObjectURL(new Blob([program], { type: 'text/javascript' })), options);
            }
          };
        }),
    });

  test('computes by WebAssembly, and the page says why', async () => {
    const lab = await openWithout(small.replace('engine=wasm', 'engine=auto'));
    await lab.still();
    expect(await lab.page.$eval('#engine-chip', (chip) => (chip as HTMLElement).dataset.engine)).toBe('wasm');
    await lab.page.click('#engine-chip summary');
    expect(await lab.text('#engine-chip .reasons')).toMatch(/no WebGPU/i);
    expect(lab.complaints).toEqual([]);
  });

  test('is told why where a link asks for WebGPU by name, and goes on with another engine', async () => {
    const lab = await openWithout(small.replace('engine=wasm', 'engine=webgpu'));
    await lab.until(() => document.body.dataset.state === 'trouble');
    expect(await lab.text('.trouble-notice')).toMatch(/WebGPU/);
    await lab.page.click('#engine-chip summary');
    await lab.set('engine', 'wasm');
    await lab.still();
    expect(await lab.text('.engine-name')).toContain('WebAssembly');
    expect(lab.complaints).toEqual([]);
  });
});
