import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { launchBrowser } from '../../scripts/browser.mjs';

/** A page, and what went wrong in it. */
export interface Watched {
  readonly page: Page;
  /** Errors thrown or logged, and requests that failed. */
  readonly complaints: string[];
  /** Addresses asked for. */
  readonly requests: string[];
}

/** An emulated GPU draws and composes pages many times slower than the processor by itself, and WebGPU waits for it. */
export const quiet = ['--disable-accelerated-2d-canvas', '--disable-gpu-compositing'];

/** Watches a page from now on. */
export function watched(page: Page): Watched {
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  return { page, complaints, requests };
}

/** A browser for the tests of a file, and a fresh page for each of them. */
export function useBrowser(): (viewport?: { width: number; height: number }) => Promise<Watched> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser({ args: quiet });
  });
  afterAll(() => browser?.close());

  return async (viewport = { width: 1280, height: 900 }) => {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.setViewport(viewport);
    return watched(page);
  };
}
