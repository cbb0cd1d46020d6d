import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { Page } from 'puppeteer';

/** What keeps people from using a page, by the rules of axe-core: its violations that are serious or critical, one a text. */
export async function seriousTroubles(page: Page): Promise<string[]> {
  // As a text that the debugger evaluates it needs no leave of the page's policy.
  await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
  const { violations } = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run({ resultTypes: ['violations'] });
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** The same of a page in light and dark, as wide as a screen and as narrow as a telephone, and where it is too wide for that. */
export async function troublesInEveryLook(page: Page): Promise<string[]> {
  const troubles: string[] = [];
  for (const width of [1280, 390]) {
    await page.setViewport({ width, height: 844 });
    // Plots take the width of their places a picture later.
    await page
      .waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, { timeout: 5_000 })
      .catch(() => troubles.push(`${width} px: the page is wider`));
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      for (const trouble of await seriousTroubles(page)) troubles.push(`${scheme}, ${width} px: ${trouble}`);
    }
  }
  return troubles;
}
