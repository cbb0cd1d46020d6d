import { createServer } from 'vite';
import { describe, expect, test } from 'vitest';
import { useBrowser } from './browser.ts';
import { picture, plotNames } from './canvas.ts';
import { usePages } from './page_server.ts';
import { state, text } from './page_state.ts';
import { watchPolicy } from './policy.ts';

const openPage = useBrowser();
const pageAt = usePages();
const path = 'tutorial/index.html';

/** Opens the page with settings, and waits until it is ready. */
async function openDemo(settings: string, viewport?: { width: number; height: number }) {
  const watched = await openPage(viewport);
  await watched.page.goto(`${pageAt(path)}?${settings}`);
  await state(watched.page, 'ready');
  return watched;
}

/** In the page, before anything else: counts what outlives an element unless it is ended. */
function countWhatLives(): void {
  const observed = new Map<ResizeObserver, Set<Element>>();
  const { observe, unobserve, disconnect } = ResizeObserver.prototype;
  ResizeObserver.prototype.observe = function (target, options) {
    observed.set(this, (observed.get(this) ?? new Set()).add(target));
    observe.call(this, target, options);
  };
  ResizeObserver.prototype.unobserve = function (target) {
    observed.get(this)?.delete(target);
    unobserve.call(this, target);
  };
  ResizeObserver.prototype.disconnect = function () {
    observed.delete(this);
    disconnect.call(this);
  };
  // Those of elements go with their elements.
  const listening = new Map<EventTarget, Set<string>>();
  const ids = new Map<unknown, number>();
  const nameOf = (type: string, listener: unknown) => {
    if (!ids.has(listener)) ids.set(listener, ids.size);
    return `${type} ${ids.get(listener)}`;
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type: string, listener: never, options?: never) {
    const target = this ?? window;
    if (!(target instanceof Element))
      listening.set(target, (listening.get(target) ?? new Set()).add(nameOf(type, listener)));
    addEventListener.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type: string, listener: never, options?: never) {
    const target = this ?? window;
    listening.get(target)?.delete(nameOf(type, listener));
    removeEventListener.call(target, type, listener, options);
  };
  const sizeOf = (sets: Iterable<Set<unknown>>) => [...sets].reduce((sum, { size }) => sum + size, 0);
  Object.assign(globalThis, {
    living: () => ({ observed: sizeOf(observed.values()), listeners: sizeOf(listening.values()) }),
  });
}

describe.each([
  ['cpu', 'Engine: CPU, the reference'],
  ['wasm', 'Engine: WebAssembly, '],
  ['webgpu', 'Engine: WebGPU on'],
])('on the %s engine', (engine, named) => {
  test('trains, samples and tells how far from exact it comes', async () => {
    const { page, complaints } = await openDemo(`engine=${engine}&steps=48&particles=500&seed=3`);
    expect(await text(page, '#engine')).toContain(named);
    const before = await picture(page, 'score, last level, trained');
    await page.click('#start');
    await state(page, 'done');

    expect((await picture(page, 'score, last level, trained')).checksum).not.toBe(before.checksum);
    for (const plot of await plotNames(page)) expect((await picture(page, plot)).drawn, plot).toBeGreaterThan(0.02);
    expect(await plotNames(page)).toContain('trajectories');
    const tables = await text(page, '#tables');
    for (const word of ['0.2902', 'tutorial', 'annealed', 'oracle', '500', 'KS', 'W1']) expect(tables).toContain(word);
    expect(tables).not.toMatch(/NaN|undefined|Infinity/);
    expect(complaints).toEqual([]);
  });
});

describe('the policy of the page', () => {
  test('is against nothing in it as it is while it is written, connected to its server', async () => {
    const writing = await createServer({
      configFile: 'vite.config.ts',
      logLevel: 'error',
      server: { port: 0, host: 'localhost', watch: null },
    });
    await writing.listen();
    try {
      const connected = new Promise((resolve) => writing.ws.on('connection', resolve));
      for (const engine of ['webgpu', 'wasm']) {
        const { page, complaints } = await openPage();
        const against = await watchPolicy(page);
        await page.goto(`${new URL(path, writing.resolvedUrls!.local[0])}?engine=${engine}&steps=16&particles=100`);
        await state(page, 'ready');
        await page.click('#start');
        await state(page, 'done');
        expect(await page.$eval('main', (main) => getComputedStyle(main).maxWidth)).not.toBe('none');
        expect([...(await against()), ...complaints]).toEqual([]);
      }
      await connected;
    } finally {
      await writing.close();
    }
  });

  test('is against scripts and styles in the page, and against other servers', async () => {
    const { page } = await openDemo('engine=cpu&steps=16&particles=100');
    const found = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'document.body.dataset.intruder = "yes"';
      const style = document.createElement('style');
      style.textContent = 'main { max-width: 1px }';
      document.head.append(script, style);
      const fetched = await fetch('https://example.org/').then(
        () => 'fetched',
        () => 'refused',
      );
      const { maxWidth } = getComputedStyle(document.querySelector('main')!);
      return { intruder: document.body.dataset.intruder, narrow: maxWidth === '1px', fetched };
    });
    expect(found).toEqual({ intruder: undefined, narrow: false, fetched: 'refused' });
  });
});

describe('the controls', () => {
  test('stop, go on to the same end as without a stop, and reset', async () => {
    // So many steps that the training is still on when it is stopped, however fast the machine.
    const settings = 'engine=cpu&steps=1500&particles=300&seed=5';
    const { page } = await openDemo(settings);
    await page.click('#start');
    await state(page, 'training');
    await page.click('#stop');
    await state(page, 'stopped');
    expect(await text(page, '#start')).toBe('Continue');
    await page.click('#start');
    await state(page, 'done');
    const interrupted = await text(page, '#tables');

    await page.click('#reset');
    await state(page, 'ready');
    expect(await page.$eval('#results', (results) => (results as HTMLElement).hidden)).toBe(true);
    await page.click('#start');
    await state(page, 'done');
    expect(await text(page, '#tables')).toBe(interrupted);
  });

  test('ten resets leave in the page what one leaves', async () => {
    const { page, complaints } = await openPage();
    await page.evaluateOnNewDocument(countWhatLives);
    await page.goto(`${pageAt(path)}?engine=wasm&steps=16&particles=100`);
    await state(page, 'ready');
    /** Runs to the end, so that all plots there are were drawn, and resets. */
    const living = async () => {
      await page.click('#start');
      await state(page, 'done');
      await page.click('#reset');
      await state(page, 'ready');
      // Charts are made once their places are measured, when the page is drawn.
      await page.waitForFunction((plots) => document.querySelectorAll('canvas').length === plots, {}, 9);
      const inPage = await page.evaluate(() => ({
        ...(globalThis as unknown as { living(): Record<string, number> }).living(),
        elements: document.querySelectorAll('*').length,
      }));
      return { ...inPage, workers: page.workers().length };
    };
    const once = await living();
    expect(once).toMatchObject({ observed: 9, listeners: expect.any(Number), workers: expect.any(Number) });
    expect(once.workers).toBeGreaterThan(0);
    let last = once;
    for (let reset = 0; reset < 10; reset++) last = await living();
    expect(last).toEqual(once);
    expect(complaints).toEqual([]);
  });

  test('another seed makes another run', async () => {
    const { page } = await openDemo('engine=cpu&steps=16&particles=100&seed=1');
    const one = await picture(page, 'score, last level, trained');
    await page.$eval('input[name=seed]', (input) => {
      input.value = '2';
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await state(page, 'ready');
    await page.waitForFunction(() => document.getElementById('status')?.textContent === 'Ready.');
    expect((await picture(page, 'score, last level, trained')).checksum).not.toBe(one.checksum);
  });
});

describe('a browser without WebGPU', () => {
  async function openWithout(engine: string) {
    const { page } = await openPage();
    await page.evaluateOnNewDocument(() => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined }));
    await page.goto(`${pageAt(path)}?engine=${engine}&steps=16&particles=100`);
    return page;
  }

  test('computes on WebAssembly, by threads, and says why', async () => {
    const page = await openWithout('auto');
    await state(page, 'ready');
    expect(await text(page, '#engine')).toMatch(
      /^Engine: WebAssembly, \d+ threads?, .*\. .*this browser has no WebGPU/,
    );
    await page.click('#start');
    await state(page, 'done');
  });

  test('says why when WebGPU was asked for by name', async () => {
    const page = await openWithout('webgpu');
    await state(page, 'error');
    expect(await text(page, '#error')).toContain('WebGPU');
  });
});

test('fits a telephone', async () => {
  const { page } = await openDemo('engine=cpu&steps=16&particles=100', { width: 360, height: 740 });
  await page.click('#start');
  await state(page, 'done');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
