// Lets Vitest's browser mode drive Chromium, or on request Firefox, by Puppeteer. Vitest marks this interface as experimental: hence the exact pins.
import { defineBrowserProvider } from '@vitest/browser';
import type { Browser, Page } from 'puppeteer';
import type { BrowserProvider, BrowserProviderOption, TestProject } from 'vitest/node';
import { launchBrowser } from '../../scripts/browser.mjs';
import { launchFirefox, wantsFirefox } from '../../scripts/firefox.mjs';

/** The provider for `test.browser.provider`. */
export function puppeteer(): BrowserProviderOption {
  return defineBrowserProvider({ name: 'puppeteer', providerFactory: (project) => new PuppeteerProvider(project) });
}

class PuppeteerProvider implements BrowserProvider {
  readonly name = 'puppeteer';
  readonly supportsParallelism = false;
  private readonly project: TestProject;
  private readonly pages = new Map<string, Page>();
  private browser: Promise<Browser> | undefined;

  constructor(project: TestProject) {
    this.project = project;
  }

  async openPage(sessionId: string, url: string): Promise<void> {
    this.browser ??= wantsFirefox() ? launchFirefox() : launchBrowser();
    const page = await (await this.browser).newPage();
    this.pages.set(sessionId, page);
    page.on('console', (message) => {
      // A test compiles a kernel that is broken on purpose, of which Firefox tells the console too.
      if (message.type() !== 'error' || message.text().includes('broken kernel')) return;
      this.failRun(`the page's console: ${message.text()}`);
    });
    page.on('error', (error) => this.failRun(`the page crashed: ${error.message}`));
    await page.goto(url, { timeout: 120_000 });
  }

  getCommandsContext(sessionId: string): { page: Page | undefined } {
    return { page: this.pages.get(sessionId) };
  }

  async close(): Promise<void> {
    await (await this.browser)?.close();
    this.browser = undefined;
  }

  /** A test may pass while the page complains: the run then fails all the same. Uncaught errors Vitest finds itself. */
  private failRun(complaint: string): void {
    // The stack would be Puppeteer's.
    const error = Object.assign(new Error(complaint), { stack: '' });
    this.project.vitest.state.catchError(error, 'Browser Error');
  }
}
