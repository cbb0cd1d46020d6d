import { pathToFileURL } from 'node:url';
import { launchBrowser } from '../scripts/browser.mjs';
import { root } from '../scripts/ensure.mjs';
import type { Report } from './report.ts';
import type { Settings } from './settings.ts';

// With these, a page may share memory between threads, as peers on WASM do.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Runs the benchmark page in headless Chromium. */
export async function measureInBrowser(settings: Settings, say: (line: string) => void): Promise<Report> {
  // Only now, so that Node alone measures where neither Vite nor a browser is.
  const { createServer } = await import('vite');
  // By a name that no bundler sees, for the same reason.
  const file = new URL('scripts/vite/plugins.mjs', pathToFileURL(root)).href;
  const { plugins } = (await import(/* @vite-ignore */ file)) as typeof import('../scripts/vite/plugins.mjs');
  const server = await createServer({
    root,
    configFile: false,
    plugins: plugins(),
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', headers, hmr: false, watch: null },
  });
  await server.listen();
  const browser = await launchBrowser({ protocolTimeout: 0 });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => say(String(error)));
    await page.exposeFunction('say', say);
    await page.goto(`${server.resolvedUrls!.local[0]}bench/page.html`);
    await page.waitForFunction('window.runBenchmark !== undefined');
    return await page.evaluate((given) => window.runBenchmark(given), settings);
  } finally {
    await browser.close();
    await server.close();
  }
}
