import type { Page } from 'puppeteer';
import { expect } from 'vitest';

/** Waits until a page is in a state, by `data-state` of its body, but not for what an error has made impossible. */
export async function state(page: Page, wanted: string): Promise<void> {
  const reached = (name: string) => [name, 'error'].includes(document.body.dataset.state ?? '');
  await page.waitForFunction(reached, { timeout: 100_000 }, wanted);
  const found = await page.evaluate(() => [document.body.dataset.state, document.getElementById('error')?.textContent]);
  expect(found[0], String(found[1])).toBe(wanted);
}

/** What can be read of an element. */
export const text = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, (element) => (element as HTMLElement).innerText);
