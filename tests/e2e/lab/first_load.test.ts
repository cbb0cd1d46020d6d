import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { useBrowser } from '../browser.ts';
import { useSite } from './site.ts';

const openPage = useBrowser();
const site = useSite();

/** Sizes of all files that a visit asks for until its first run is over, as they go over the network, in bytes. */
async function loaded(hash: string): Promise<Map<string, number>> {
  const before = site.asked.length;
  const { page, complaints, requests } = await openPage();
  await page.goto(site.address + hash);
  await page.waitForFunction(() => document.body.dataset.state === 'still', { timeout: 100_000 });
  await page.waitForNetworkIdle();
  expect(complaints).toEqual([]);
  const { origin } = new URL(site.address);
  expect(requests.filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== origin)).toEqual([]);
  const paths = new Set(site.asked.slice(before));
  return new Map([...paths].map((path) => [path, gzipSync(readFileSync(join(site.folder, path))).length]));
}

test.each([
  // What most visitors have: a GPU.
  ['webgpu', '#v=1&engine=webgpu&particles=500&speed=20', 180],
  // Its kernels come twice, for browsers with and without relaxed SIMD.
  ['wasm', '#v=1&engine=wasm&particles=500&speed=20', 220],
])('a first visit on the engine %s asks for little', async (_, hash, most) => {
  const files = await loaded(hash);
  const names = [...files.keys()].join('\n');
  for (const name of [/index\.html$/, /\.css$/, /index\S*\.js$/, /worker\S*\.js$/, /\.safetensors$/])
    expect(names).toMatch(new RegExp(name, 'm'));
  const bytes = [...files.values()].reduce((sum, size) => sum + size, 0);
  expect(bytes, [...files].join('\n')).toBeLessThanOrEqual(most * 1000);
});
