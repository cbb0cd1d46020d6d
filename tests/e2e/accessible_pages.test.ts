import { expect, test } from 'vitest';
import { troublesInEveryLook } from './accessible.ts';
import { useBrowser } from './browser.ts';
import { usePages } from './page_server.ts';
import { state } from './page_state.ts';

const openPage = useBrowser();
const pageAt = usePages();

test.each([
  ['tutorial/index.html', 'engine=cpu&steps=16&particles=100'],
  ['bench/index.html', 'engine=cpu&only=A&seconds=0.01&repeats=1'],
])(
  '%s keeps nobody out, in light and dark, on a screen and a telephone, before a run and after',
  async (path, settings) => {
    const { page } = await openPage();
    await page.goto(`${pageAt(path)}?${settings}`);
    await state(page, 'ready');
    expect(await troublesInEveryLook(page)).toEqual([]);
    await page.click('#start');
    await state(page, 'done');
    expect(await troublesInEveryLook(page)).toEqual([]);
  },
);

test('figures of the lab in another page keep nobody out', async () => {
  const { page } = await openPage();
  await page.goto(pageAt('embed/index.html'));
  const shown = (): boolean =>
    [...document.querySelectorAll('.live')].every((place) => place.querySelector('figcaption')?.textContent);
  await page.waitForFunction(shown, { timeout: 100_000 });
  expect(await troublesInEveryLook(page)).toEqual([]);
});

test('what keeps people out is found: a picture without words, and pale text on white', async () => {
  const { page } = await openPage();
  await page.setContent(
    '<html lang="en"><title>A page</title><main><h1>One</h1><img src="data:,"><p style="color: #ccc">Pale.</p></main></html>',
  );
  expect(await troublesInEveryLook(page)).toHaveLength(8);
});
