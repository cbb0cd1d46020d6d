import { expect, test } from 'vitest';
import { useBrowser } from './browser.ts';
import { usePages } from './page_server.ts';

const openPage = useBrowser();
const pageAt = usePages();

/** Runs the bench of the page with tiny settings, and gives what it says. */
async function bench(settings: string, viewport?: { width: number; height: number }) {
  const watched = await openPage(viewport);
  const { page } = watched;
  await page.goto(`${pageAt('bench/index.html')}?seconds=0.01&repeats=2&${settings}`);
  await page.waitForFunction(() => !(document.getElementById('start') as HTMLButtonElement).disabled);
  await page.click('#start');
  await page.waitForFunction(() => ['done', 'error'].includes(document.body.dataset.state ?? ''), { timeout: 100_000 });
  const said = await page.evaluate(() => ({
    state: document.body.dataset.state,
    error: document.getElementById('error')!.textContent,
    limits: document.getElementById('limits')!.textContent,
    figures: document.getElementById('figures')!.innerText,
    kernels: document.getElementById('kernels')!.innerText,
  }));
  return { ...watched, ...said };
}

test('the bench in a page, on WebGPU: figures, the limits of the adapter, kernels, and a report to copy', async () => {
  const { page, complaints, state, error, limits, figures, kernels } = await bench('engine=webgpu&only=A');
  expect(state, error ?? '').toBe('done');
  expect(limits).toMatch(/[\d.]+ GFLOP\/s of multiply-adds/);
  expect(figures).toMatch(/A: training, 2→64→1, 16,384 rows\s+scorefield, WebGPU/);
  expect(figures).toMatch(/[\d.]+ steps\/s/);
  expect(figures).not.toMatch(/NaN|undefined|Infinity/);
  // The host's time is measured on any adapter; kernels are named where it has timestamps.
  expect(kernels).toMatch(/A: training.*\s+[\d.]+ (µs|ms)/);

  await page.evaluate(() => {
    const clipboard = {
      async writeText(words: string) {
        document.body.dataset.copied = words;
      },
    };
    Object.defineProperty(navigator, 'clipboard', { value: clipboard });
  });
  await page.click('#copy-json');
  const report = JSON.parse((await page.evaluate(() => document.body.dataset.copied)) ?? '');
  expect(report.figures[0].rate.median).toBeGreaterThan(0);
  expect(report.failures).toEqual([]);
  await page.click('#copy-markdown');
  expect(await page.evaluate(() => document.body.dataset.copied)).toMatch(/^\| workload/m);
  expect(complaints).toEqual([]);
});

test('the bench in a page, on the CPU, fits a telephone', async () => {
  const { page, state, error, figures } = await bench('engine=cpu&only=A', { width: 360, height: 740 });
  expect(state, error ?? '').toBe('done');
  expect(figures).toContain('scorefield, CPU engine');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('the bench in a page, on WebAssembly by threads, under the policy of the page', async () => {
  const { state, error, limits, figures, complaints } = await bench('engine=wasm&only=A');
  expect(state, error ?? '').toBe('done');
  expect(limits).toMatch(/^Limits of \d+ threads?: [\d.]+ GFLOP\/s/);
  expect(figures).toMatch(/scorefield, wasm \(\d+ threads?, .*\)\s+[\d.]+ steps\/s/);
  expect(complaints).toEqual([]);
});

test('a wrong answer has no speed: an engine that differs from the CPU is not measured', async () => {
  const { page } = await openPage();
  await page.evaluateOnNewDocument(() => {
    // Every buffer that is read back comes with its first number changed.
    const old = GPUBuffer.prototype.getMappedRange;
    GPUBuffer.prototype.getMappedRange = function (...given) {
      const range = old.call(this, ...given);
      if (range.byteLength >= 64) {
        const numbers = new Float32Array(range);
        numbers[0] = numbers[0]! + 1;
      }
      return range;
    };
  });
  await page.goto(`${pageAt('bench/index.html')}?seconds=0.01&repeats=1&only=A`);
  await page.waitForFunction(() => !(document.getElementById('start') as HTMLButtonElement).disabled);
  await page.click('#start');
  await page.waitForFunction(() => document.body.dataset.state === 'error', { timeout: 100_000 });
  expect(await page.$eval('#error', (box) => box.textContent)).toContain('the gradient differs from the CPU');
});
