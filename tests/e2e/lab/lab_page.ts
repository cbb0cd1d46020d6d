import type { Browser, Page, Viewport } from 'puppeteer';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { Report } from '../../../demo/lab/protocol.ts';
import { launchBrowser } from '../../../scripts/browser.mjs';
import { quiet, type Watched, watched } from '../browser.ts';
import { listen } from './heard.ts';
import { useSite } from './site.ts';

/** The lab in a tab of its own. */
export interface LabPage extends Watched {
  /** Waits until neither training nor particles move. */
  still(): Promise<void>;
  /** Waits until something is true in the page, for as long as a busy machine may need. */
  until<Arguments extends unknown[]>(is: (...given: Arguments) => unknown, ...given: Arguments): Promise<void>;
  /** What the worker said last of something, as plain data. */
  latest<Kind extends Report['kind']>(kind: Kind): Promise<Extract<Report, { kind: Kind }>>;
  /** Loss of every step of the training that is there. */
  losses(): Promise<number[]>;
  /** A file that the menu of downloads gives. */
  taken(what: string): Promise<{ name: string; bytes: Uint8Array }>;
  text(selector: string): Promise<string>;
  /** Chooses in a select, or types into a field, by the id of it or of its property. */
  set(control: string, value: string): Promise<void>;
}

export interface LabOptions {
  readonly viewport?: Viewport;
  readonly browser?: Browser;
  /** Something to do before the page is asked for. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** A small run, on the engine wasm unless a hash says otherwise, that is over in a second. */
export const small =
  'v=1&engine=wasm&hidden=8&batch=64&points=500&steps=60&warmup=10&particles=400&ladder=6&perLevel=5&speed=20';

/** The built site and a browser for the tests of a file; opens the lab by a hash, in a fresh page. */
export function useLab(): (hash: string, options?: LabOptions) => Promise<LabPage> {
  const site = useSite();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser({ args: quiet });
  });
  afterAll(() => browser?.close());
  return async (hash, { viewport, browser: other, before } = {}) => {
    const page = await (other ?? browser).newPage();
    onTestFinished(() => page.close());
    await page.setViewport(viewport ?? { width: 1280, height: 900 });
    const seen = watched(page);
    await page.evaluateOnNewDocument(listen);
    await before?.(page);
    await page.goto(`${site.address}${hash && `#${hash}`}`);
    return labPage(seen);
  };
}

function labPage(seen: Watched): LabPage {
  const { page } = seen;
  const until: LabPage['until'] = async (is, ...given) => {
    await page.waitForFunction(is as (...given: unknown[]) => unknown, { timeout: 100_000 }, ...given);
  };
  return {
    ...seen,
    until,
    async still() {
      await until(() => ['still', 'trouble'].includes(document.body.dataset.state!));
      const trouble = await page.$eval('.trouble-notice', (notice) => notice.textContent);
      expect(trouble).toBe('');
    },
    latest: (kind) => page.evaluate((kind) => heard.latest[kind], kind) as never,
    losses: () => page.evaluate(() => heard.losses),
    async taken(what) {
      const before = await page.evaluate(() => heard.saved.length);
      await page.$eval('#keep-download', (menu) => {
        (menu as HTMLDetailsElement).open = true;
      });
      // Its list is made when it opens.
      await until((what) => {
        const item = document.querySelector<HTMLElement>(`#keep-download[open] [data-take="${what}"]`);
        item?.click();
        return item;
      }, what);
      await until((before) => heard.saved.length > before, before);
      const { name, bytes } = await page.evaluate(() => heard.saved.at(-1)!);
      return { name, bytes: Uint8Array.from(bytes) };
    },
    text: (selector) => page.$eval(selector, (element) => (element as HTMLElement).innerText),
    async set(control, value) {
      const selector = control.startsWith('#') ? control : `[data-property=${control}] :is(input, select)`;
      const element = await page.waitForSelector(selector);
      await element!.evaluate((element, value) => {
        for (let around = element.parentElement; around; around = around.parentElement)
          if (around instanceof HTMLDetailsElement) around.open = true;
        const input = element as HTMLInputElement;
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        input.dispatchEvent(new Event('change', { bubbles: true }));
      }, value);
    },
  };
}
