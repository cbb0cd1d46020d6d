import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useBrowser } from './browser.ts';
import { state, text } from './page_state.ts';
import { watchPolicy } from './policy.ts';
import { filesUnder, isolated, serve } from './serve.ts';

const openPage = useBrowser();
const outDir = mkdtempSync(join(tmpdir(), 'scorefield-site-'));
const at = '/some/path/';

beforeAll(() => build({ configFile: 'vite.config.ts', logLevel: 'error', build: { outDir } }));
afterAll(() => rmSync(outDir, { recursive: true }));

/** Serves what was built in a folder of a site; gives the address of the folder. */
const serveSite = async (headers?: Record<string, string>) => (await serve(filesUnder(outDir, at), headers)) + at;

test('each page leads to each other, asks nothing of elsewhere, and has nothing to complain of', async () => {
  const address = await serveSite();
  const { page, complaints, requests } = await openPage();
  const against = await watchPolicy(page);
  const pages = { Lab: 'index.html', Tutorial: 'tutorial/index.html', Bench: 'bench/index.html' };
  for (const [name, path] of Object.entries(pages)) {
    for (const [other, there] of Object.entries(pages)) {
      await page.goto(address + path);
      expect(await text(page, 'nav [aria-current=page]')).toBe(name);
      // A page that is left while it prepares has requests that fail.
      if (path === pages.Tutorial) await state(page, 'ready');
      await Promise.all([page.waitForNavigation(), page.locator(`nav ::-p-text(${other})`).click()]);
      expect(page.url()).toBe(address + there);
      expect(await text(page, 'nav [aria-current=page]')).toBe(other);
      if (there === pages.Tutorial) await state(page, 'ready');
      expect(await against()).toEqual([]);
    }
  }
  expect(complaints).toEqual([]);
  const elsewhere = requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(address));
  expect(elsewhere).toEqual([]);
});

describe.each([
  ['with the headers', isolated, /WebAssembly, \d+ threads?, /],
  ['without headers', {}, /WebAssembly, one worker, /],
])('a server %s', (_, headers, wasm) => {
  test.each([
    ['webgpu', /WebGPU on/],
    ['wasm', wasm],
  ])('runs the tutorial on the engine %s, and its policy is against nothing', async (engine, named) => {
    const address = await serveSite(headers);
    const { page, complaints } = await openPage();
    const against = await watchPolicy(page);
    await page.goto(`${address}tutorial/?engine=${engine}&steps=16&particles=100`);
    await state(page, 'ready');
    expect(await text(page, '#engine')).toMatch(named);
    await page.click('#start');
    await state(page, 'done');
    expect(await page.$eval('main', (main) => getComputedStyle(main).maxWidth)).not.toBe('none');
    expect([...(await against()), ...complaints]).toEqual([]);
  });
});

test('the headers are sent by a preview, and lie beside the pages for hosts that read them from there', async () => {
  const previewed = await preview({
    configFile: 'vite.config.ts',
    build: { outDir },
    preview: { port: 0, host: 'localhost' },
  });
  try {
    const address = previewed.resolvedUrls!.local[0]!;
    const { headers } = await fetch(address);
    for (const [name, value] of Object.entries(isolated)) expect(headers.get(name)).toBe(value);
    const lines = Object.entries(isolated).map(([name, value]) => `  ${name}: ${value}\n`);
    expect(await (await fetch(`${address}_headers`)).text()).toBe(`/*\n${lines.join('')}`);
    expect((await fetch(`${address}no-such-page`)).status).toBe(404);
  } finally {
    await previewed.close();
  }
});
