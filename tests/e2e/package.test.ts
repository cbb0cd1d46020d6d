import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { useBrowser } from './browser.ts';

const openPage = useBrowser();
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The code that README shows, as it stands there. */
const example = /## Ten lines\n```ts\n(.*?)```/s.exec(read('README.md'))![1]!;
const page = `<!doctype html><link rel="icon" href="data:," />
  <script type="importmap">{ "imports": { "scorefield": "./index.js" } }</script>
  <script type="module">${example}; window.outcome = { kind: engine.kind, shape: samples.shape, values: [...samples.values] };</script>`;

let server: Server;

beforeAll(async () => {
  ensureBuilt('library', ['index.js'], ['src', 'shaders']);
  server = createServer(({ url }, response) => {
    const isModule = url === '/index.js';
    response.setHeader('content-type', isModule ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isModule ? read('dist/index.js') : page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => server?.close());

test('the built module stands alone', () => {
  const module = read('dist/index.js');
  // Static imports only: that of Dawn in Node is by a variable, and never reached in a page.
  expect(module).not.toMatch(/^\s*(import|export)\b[^;]*\bfrom\s*['"]/m);
  expect(module).not.toMatch(/\bimport\s*['"]/);
});

test('the code in README, in a page with the built module, trains and samples', async () => {
  const { page, complaints } = await openPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction('window.outcome !== undefined', { timeout: 110_000 });
  const { kind, shape, values } = (await page.evaluate('window.outcome')) as {
    kind: string;
    shape: number[];
    values: number[];
  };
  // The browser of the tests has a software adapter only, which no one gets without asking for it.
  expect(kind).toBe('wasm');
  expect(shape).toEqual([65_536, 1]);
  const positive = values.filter((x) => x > 0).length / values.length;
  // 0.897 is exact; the tutorial's training leaves a mode weight off by up to 0.04.
  expect(Math.abs(positive - 0.897)).toBeLessThan(0.05);
  expect(complaints).toEqual([]);
});
