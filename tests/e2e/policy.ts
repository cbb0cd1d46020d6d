import type { Page } from 'puppeteer';

/** Notes from the next page on what its policy is against; returns what tells of those in the page that is open. */
export async function watchPolicy(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluateOnNewDocument(() => {
    const against: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      against.push(`${event.violatedDirective}: ${event.blockedURI}`);
    });
    Object.assign(globalThis, { against });
  });
  return () => page.evaluate(() => (globalThis as unknown as { against: string[] }).against);
}
