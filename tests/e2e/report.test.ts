import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { troublesInEveryLook } from './accessible.ts';
import { useBrowser } from './browser.ts';
import { picture, plotNames } from './canvas.ts';
import { command } from './command.ts';

const openPage = useBrowser();
const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
const address = pathToFileURL(join(folder, 'report.html')).href;

beforeAll(async () => {
  const run = [
    'tutorial',
    '--engine',
    'wasm',
    '--threads',
    '2',
    '--steps',
    '80',
    '--particles',
    '2000',
    '--out',
    folder,
  ];
  const { code, stderr } = await command(...run);
  expect(code, stderr).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function openReport(viewport?: { width: number; height: number }) {
  const watched = await openPage(viewport);
  await watched.page.setOfflineMode(true);
  await watched.page.goto(address);
  await watched.page.waitForFunction(() => document.body.dataset.state === 'done');
  return watched;
}

const plots = [
  'data',
  'exact score',
  'score, all levels, trained',
  'score, last level, trained',
  'density, all levels, trained',
  'density, last level, trained',
  'score, all levels, training',
  'score, last level, training',
  'density, all levels, training',
  'density, last level, training',
  'loss, whole',
  'loss, close',
  'trajectories',
  'samples, tutorial',
  'samples, annealed',
  'samples, oracle',
];

test('opens from disk without a network, asks for nothing else and draws every figure', async () => {
  const { page, complaints, requests } = await openReport();
  expect(await plotNames(page)).toEqual(plots);
  for (const plot of plots) {
    const { drawn, colours } = await picture(page, plot);
    expect(drawn, plot).toBeGreaterThan(0.02);
    expect(colours, plot).toBeGreaterThan(20);
  }
  expect(complaints).toEqual([]);
  expect(requests).toEqual([address]);
});

test('tells the numbers in its tables, and has a caption for every figure', async () => {
  const { page } = await openReport();
  const text = await page.$eval('main', (main) => main.innerText);
  expect(text).toMatch(/seed 12345, on WebAssembly, 2 threads, (relaxed )?SIMD: \d/);
  for (const word of ['80 steps', '0.2902', 'tutorial', 'annealed', 'oracle', '2,000', 'P(x>0)', 'KS', 'W1'])
    expect(text).toContain(word);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  const captions = await page.$$eval('figure', (figures) =>
    figures.map((figure) => figure.querySelector('figcaption')?.textContent ?? ''),
  );
  expect(captions).toHaveLength(9);
  for (const caption of captions) expect(caption.length).toBeGreaterThan(60);
});

test('the sliders move through the training', async () => {
  const { page } = await openReport();
  for (const what of ['score', 'density']) {
    const plot = `${what}, last level, training`;
    const slider = (await page.$(`input[aria-label="Training step of the ${what}"]`))!;
    const before = await picture(page, plot);
    await slider.focus();
    await page.keyboard.press('End');
    const after = await picture(page, plot);
    expect(after.checksum).not.toBe(before.checksum);
    expect(await slider.evaluate((input) => input.parentElement?.querySelector('output')?.textContent)).toBe('step 80');
    // The last frame is the trained network.
    expect(after.checksum).toBe((await picture(page, `${what}, last level, trained`)).checksum);
  }
});

test('the play button plays to the end', async () => {
  const { page } = await openReport();
  const ended = (controls: Element) => controls.querySelector('output')?.textContent === 'step 80';
  const controls = (await page.$('.controls'))!;
  await controls.$eval('button', (button) => button.click());
  await page.waitForFunction(ended, {}, controls);
  expect(await controls.$eval('button', (button) => button.textContent)).toBe('Play');
});

test.each([360, 768, 1600])('fits a page %i pixels wide', async (width) => {
  const { page } = await openReport({ width, height: 800 });
  await page.waitForSelector('.plot[data-plot="samples, oracle"] canvas');
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

test('follows a dark theme', async () => {
  const { page } = await openReport();
  const light = await picture(page, 'exact score');
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  // The page hears of the change only when it next draws a frame.
  await expect.poll(async () => (await picture(page, 'exact score')).checksum).not.toBe(light.checksum);
});

test('keeps nobody out, in light and dark, on a screen and a telephone', async () => {
  const { page } = await openReport();
  await page.waitForSelector('.plot[data-plot="samples, oracle"] canvas');
  expect(await troublesInEveryLook(page)).toEqual([]);
});

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
