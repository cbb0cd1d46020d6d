import { createServer } from 'vite';
import { launchBrowser } from '../scripts/browser.mjs';
import { root } from '../scripts/ensure.mjs';
import type { Report } from './report.ts';

/** Runs the benchmark page in headless Chromium. */
export async function measureInBrowser(seconds: number): Promise<Report> {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1' },
  });
  await server.listen();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls!.local[0]}bench/page.html`);
    await page.waitForFunction('window.runBenchmark !== undefined');
    page.setDefaultTimeout(0);
    return await page.evaluate((limit) => window.runBenchmark(limit), seconds);
  } finally {
    await browser.close();
    await server.close();
  }
}
