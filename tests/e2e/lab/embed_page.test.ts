import { expect, test } from 'vitest';
import { useBrowser } from '../browser.ts';
import { text } from '../page_state.ts';
import { watchPolicy } from '../policy.ts';
import { useSite } from './site.ts';

const openPage = useBrowser();
const site = useSite();

/** In the page: whether something is seen on a canvas of each of the figures. */
function allDrawn(): boolean {
  return [...document.querySelectorAll('.live')].every((place) =>
    [...place.querySelectorAll('canvas')].some((canvas) => {
      if (canvas.width === 0 || canvas.height === 0) return false;
      const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!;
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size > 8;
    }),
  );
}

/** In the page: notes all steps that the loss is said to have come to. */
function noteSteps(): void {
  const steps: string[] = [];
  const place = document.getElementById('loss')!;
  new MutationObserver(() => steps.push(/after step ([\d,]*\d)/.exec(place.innerText)?.[1] ?? '0')).observe(place, {
    subtree: true,
    childList: true,
    characterData: true,
  });
  Object.assign(globalThis, { steps });
}

test('a page of somebody else shows four figures, three of one training, and trains again', async () => {
  const { page, complaints } = await openPage();
  const against = await watchPolicy(page);
  await page.goto(new URL('embed/index.html', site.address).href);
  const patient = { timeout: 100_000 };
  await page.waitForFunction(() => document.getElementById('loss')!.innerText.includes('after step 1,000'), patient);
  await page.waitForFunction(allDrawn, patient);
  for (const place of ['loss', 'score', 'descent', 'moons'])
    expect(await text(page, `#${place} figcaption`), place).toMatch(/\w{3}/);
  expect(await text(page, '#moons figcaption')).toContain('particles');

  await page.evaluate(noteSteps);
  await page.click('#train');
  await page.waitForFunction(() => (globalThis as unknown as { steps: string[] }).steps.at(-1) === '1,000', patient);
  const steps = await page.evaluate(() => (globalThis as unknown as { steps: string[] }).steps);
  // From the first weights on.
  expect(steps[0]).toBe('0');
  expect(steps.length).toBeGreaterThan(2);
  expect([...(await against()), ...complaints]).toEqual([]);
});
