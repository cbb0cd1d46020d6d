import { describe, expect, test } from 'vitest';
import { seriousTroubles } from '../accessible.ts';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
const widths = [1440, 1024, 390];

/** What keeps people out, in light and dark, on screens of all widths; and where the page is wider than its screen. */
async function troubles({ page }: LabPage): Promise<string[]> {
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewport({ width, height: 900 });
    // Figures take the width of their places a picture later.
    await page
      .waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, { timeout: 5_000 })
      .catch(() => found.push(`${width} px: the page is wider`));
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      for (const trouble of await seriousTroubles(page)) found.push(`${value}, ${width} px: ${trouble}`);
    }
  }
  return found;
}

describe('keeps nobody out', () => {
  test.each([
    ['in the plane', 'source=two_moons&beside=heun'],
    ['in one dimension', 'source=tutorial'],
    ['with a canvas to paint on', 'source=painting'],
  ])('%s, with all that opens open', async (_, settings) => {
    const lab = await openLab(`${small}&${settings}`);
    await lab.until(() => document.body.dataset.state !== 'loading');
    await lab.page.$$eval('section details', (all) => {
      for (const details of all) (details as HTMLDetailsElement).open = true;
    });
    expect(await troubles(lab)).toEqual([]);
  });

  test('in a lesson', async () => {
    const lab = await openLab(`${small}&lesson=4`);
    await lab.page.waitForSelector('.lesson');
    await lab.still();
    expect(await troubles(lab)).toEqual([]);
  });

  test('in what opens above the page', async () => {
    const lab = await openLab(small);
    await lab.still();
    for (const id of ['engine-chip', 'keep-download']) {
      await lab.page.$eval(`#${id}`, (details) => {
        (details as HTMLDetailsElement).open = true;
      });
      expect(await troubles(lab), id).toEqual([]);
      await lab.page.$eval(`#${id}`, (details) => {
        (details as HTMLDetailsElement).open = false;
      });
    }
    await lab.page.click('#keep-code');
    await lab.page.waitForSelector('#code-dialog[open]');
    expect(await troubles(lab)).toEqual([]);
  });

  test('in trouble, and after a link that is not taken', async () => {
    const lab = await openLab(`${small}&sigmaFrom=0.01&nonsense=1`);
    await lab.until(() => document.body.dataset.state === 'trouble');
    expect(await lab.text('.refused-notice')).toContain('nonsense');
    expect(await troubles(lab)).toEqual([]);
  });
});

/** In the page: controls that can be used now, each by a name; of radio buttons that belong together one. */
function controls(): string[] {
  const all = document.querySelectorAll<HTMLElement>(
    'a[href], button, input:not([type=file]), select, summary, textarea, [tabindex="0"]',
  );
  const usable = [...all].filter(
    (element) => element.checkVisibility({ visibilityProperty: true }) && !(element as HTMLButtonElement).disabled,
  );
  const firsts = usable.filter((element) => {
    const { type, name } = element as HTMLInputElement;
    if (type !== 'radio') return true;
    const group = usable.filter((other) => (other as HTMLInputElement).name === name) as HTMLInputElement[];
    return element === (group.find(({ checked }) => checked) ?? group[0]);
  });
  for (const [i, element] of firsts.entries()) element.dataset.tabbed = String(i);
  return firsts.map((element) => element.outerHTML.slice(0, 120));
}

/** In the page: the number of the control that has the focus, and whether that is to be seen. */
function focused(): { readonly number: number | undefined; readonly seen: boolean } {
  const element = document.activeElement as HTMLElement;
  const around = [
    element,
    element.querySelector('.stage'),
    element.closest('label'),
    element.closest('.tile'),
    ...((element as HTMLInputElement).labels ?? []),
  ];
  const seen = around.some((part) => {
    if (!part) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  });
  const { tabbed } = element.dataset;
  return { number: tabbed === undefined ? undefined : Number(tabbed), seen };
}

test.each(['source=two_moons', 'source=tutorial', 'source=painting', 'lesson=2'])(
  'every control is reached by Tab alone, and is seen to be: %s',
  async (settings) => {
    const lab = await openLab(`${small}&${settings}&steps=1`);
    await lab.until(() => ['still', 'trouble'].includes(document.body.dataset.state!));
    await lab.page.$$eval('section details', (all) => {
      for (const details of all) (details as HTMLDetailsElement).open = true;
    });
    const all = await lab.page.evaluate(controls);
    expect(all.length).toBeGreaterThan(30);
    const reached = new Set<number>();
    const unseen: string[] = [];
    for (let i = 0; i < all.length + 5; i++) {
      await lab.page.keyboard.press('Tab');
      const { number, seen } = await lab.page.evaluate(focused);
      if (number === undefined) continue;
      reached.add(number);
      if (!seen) unseen.push(all[number]!);
    }
    expect(all.filter((_, i) => !reached.has(i))).toEqual([]);
    expect(unseen).toEqual([]);
  },
);
