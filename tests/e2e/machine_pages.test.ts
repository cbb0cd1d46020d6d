import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useBrowser } from './browser.ts';
import type { Said } from './machine_program.ts';
import program from './machine_program.ts?script';

const openPage = useBrowser();
const isolated = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const allowing = (policy: string) => ({ ...isolated, 'Content-Security-Policy': policy });

/** What the server sends beside a page, by the path of the page. */
const headers: Record<string, Record<string, string>> = {
  '/isolated': isolated,
  '/plain': {},
  '/no-workers': allowing("script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'"),
  '/no-wasm': allowing("script-src 'self' blob:"),
};

let server: Server;
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    if (url === '/program.js') response.setHeader('Content-Type', 'text/javascript').end(program);
    else {
      response.setHeaders(new Map(Object.entries(headers[url] ?? {}))).setHeader('Content-Type', 'text/html');
      response.end(
        '<!doctype html><title>machine</title><link rel="icon" href="data:,"><script src="program.js"></script>',
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
});
afterAll(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  // The browser holds some open for later.
  server.closeAllConnections();
  await closed;
});

/** What the program says in a page, and what the page asked for. */
async function open(path: string) {
  const { page, complaints, requests } = await openPage();
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;
  await page.goto(address + path);
  const said = await page.evaluate(() => (globalThis as unknown as { said: Promise<Said> }).said);
  return { ...said, complaints, requests: requests.map((request) => request.replace(address, '')) };
}

test.each([
  ['/isolated', '2 threads', undefined],
  ['/plain', 'one worker', 'memory is not shared here, since the page is not cross-origin isolated'],
])('the page %s computes by %s, and fetches nothing for it', async (path, description, why) => {
  const { values, requests, complaints, ...said } = await open(path);
  expect(said).toEqual({ description, why });
  expect(values).toEqual([1, 2, 3]);
  expect(requests.filter((request) => !/^(blob|data):/.test(request))).toEqual([path, '/program.js']);
  expect(complaints).toEqual([]);
});

test('a page that forbids workers computes on the calling thread', async () => {
  const { values, description, why } = await open('/no-workers');
  expect(description).toBe('the calling thread');
  expect(why).toBe('the page lets no worker start (its Content-Security-Policy must allow worker-src blob:)');
  expect(values).toEqual([1, 2, 3]);
});

test('an error says what a page that forbids WebAssembly has to allow', async () => {
  const { error, values } = await open('/no-wasm');
  expect(values).toBeUndefined();
  expect(error).toMatch(/^EngineUnavailableError: WebAssembly is not available: .*allow 'wasm-unsafe-eval'/);
});
