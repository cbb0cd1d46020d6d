import { describe, expect, test } from 'vitest';
import { small, useLab } from './lab_page.ts';

const openLab = useLab();
/** A training that no machine ends while it is looked at. */
const long = `${small}&steps=1000000`;
const step = (): string | undefined => document.getElementById('train-progress')?.dataset.step;

describe('training', () => {
  test('lowers the loss, as the page says it, and ends with the step that was asked for', async () => {
    const lab = await openLab(`${small}&hidden=16&steps=400`);
    await lab.still();
    expect(await lab.text('#train-progress')).toBe('step 400 of 400');
    const said = async () => Number(/^Loss ([\d.]+) after step/m.exec(await lab.text('#loss'))?.[1]);
    const last = await said();
    await lab.set('#loss input[type=range]', '8');
    await lab.until(() => (document.querySelector('#loss [data-moment]') as HTMLElement).dataset.moment !== 'now');
    // The first steps err by some times the least loss of about 0.7.
    expect(last).toBeLessThan(0.75 * (await said()));
    const losses = await lab.losses();
    expect(losses).toHaveLength(400);
    const mean = losses.slice(-100).reduce((sum, loss) => sum + loss, 0) / 100;
    // It is written to three digits.
    expect(Math.abs(last / mean - 1)).toBeLessThan(0.01);
    expect(lab.complaints).toEqual([]);
  });

  test('pauses, takes one step, begins again from the first weights, and goes on', async () => {
    const lab = await openLab(long);
    await lab.until(() => Number(document.getElementById('train-progress')?.dataset.step) > 20);
    await lab.page.click('#train-toggle');
    await lab.until(() => document.getElementById('train-toggle')?.dataset.state === 'paused');
    const at = Number(await lab.page.evaluate(step));
    expect(await lab.text('#train-toggle')).toBe('Train');
    await lab.page.click('.train-step');
    await lab.until((next) => document.getElementById('train-progress')?.dataset.step === next, String(at + 1));
    await lab.still();
    expect(await lab.page.evaluate(step)).toBe(String(at + 1));
    expect(await lab.losses()).toHaveLength(at + 1);

    await lab.page.click('.train-reset');
    await lab.until(() => document.getElementById('train-progress')?.dataset.step === '0');
    expect(await lab.page.$eval('.train-reset', (reset) => (reset as HTMLButtonElement).disabled)).toBe(true);
    await lab.still();
    expect(await lab.losses()).toEqual([]);
    await lab.page.click('#train-toggle');
    await lab.until(() => Number(document.getElementById('train-progress')?.dataset.step) > 20);
    expect(lab.complaints).toEqual([]);
  });

  test('is taken on by keys alone, but not by keys that are typed', async () => {
    const lab = await openLab(long);
    await lab.until(() => document.body.dataset.state === 'training');
    await lab.page.keyboard.press('Space');
    await lab.until(() => document.getElementById('train-toggle')?.dataset.state === 'paused');
    const at = Number(await lab.page.evaluate(step));
    await lab.page.keyboard.press('.');
    await lab.until((next) => document.getElementById('train-progress')?.dataset.step === next, String(at + 1));
    await lab.still();
    const update = () => lab.page.$eval('#sample-progress', (text) => Number((text as HTMLElement).dataset.update));
    await lab.set('#sample-scrub', '3');
    await lab.until(() => document.getElementById('sample-progress')?.dataset.update === '3');
    await lab.page.keyboard.press(',');
    await lab.until(() => document.getElementById('sample-progress')?.dataset.update === '4');
    // A number that is typed has a point, and a comma.
    await lab.page.focus('[data-property=rate] input');
    await lab.page.keyboard.type('.,s ');
    await lab.page.focus('#train-toggle');
    await lab.page.keyboard.press('s');
    await lab.until(() => document.getElementById('sample-toggle')?.dataset.state === 'done');
    expect(await lab.page.evaluate(step)).toBe(String(at + 1));
    expect(await update()).toBe(31);
    expect(lab.complaints).toEqual([]);
  });
});

describe('its settings', () => {
  test('are those of a recipe, until one is another', async () => {
    const lab = await openLab(small);
    await lab.still();
    const shown = () => lab.page.$eval('#train-recipe', (select) => (select as HTMLSelectElement).value);
    expect(await shown()).toBe('');
    await lab.set('#train-recipe', 'improved');
    await lab.until(() => document.body.dataset.state === 'training');
    await lab.page.click('#train-toggle');
    const values = ['hidden', 'steps', 'batch', 'conditioning', 'output', 'schedule'];
    const fields = await lab.page.evaluate(
      (names) =>
        names.map(
          (name) => (document.querySelector(`[data-property=${name}] :is(input, select)`) as HTMLInputElement).value,
        ),
      values,
    );
    expect(fields).toEqual(['64', '1000', 'all', 'log-sigma', 'edm', 'cosine']);
    expect(await shown()).toBe('improved');
    await lab.set('hidden', '4, 4');
    await lab.until(() => (document.getElementById('train-recipe') as HTMLSelectElement).value === '');
    await lab.until(() => location.hash.includes('hidden=4'));
    expect(lab.complaints).toEqual([]);
  });

  test('that are not allowed are named, and change nothing', async () => {
    const lab = await openLab(small);
    await lab.still();
    const before = await lab.page.evaluate(() => location.hash);
    for (const [name, value, allowed] of [
      ['hidden', '0', /from 1 to/],
      ['steps', '1.5', /^A whole number from 1 to/],
      ['rate', 'fast', /^A number from/],
      ['sigmaFrom', '-1', /^A number from/],
      ['beta2', '1', /^A number from 0 to 0\.999999/],
      ['averaging', '1e999', /^A number from/],
      ['particles', '99999999', /^A whole number from/],
    ] as const) {
      await lab.set(name, value);
      const found = await lab.page.$eval(`[data-property=${name}]`, (control) => ({
        invalid: control.querySelector('input')!.getAttribute('aria-invalid'),
        words: control.querySelector('.trouble')!.textContent,
      }));
      expect(found, name).toEqual({ invalid: 'true', words: expect.stringMatching(allowed) });
    }
    expect(await lab.page.evaluate(step)).toBe('60');
    expect(await lab.page.evaluate(() => location.hash)).toBe(before);
    expect(lab.complaints).toEqual([]);
  });

  test('that cannot be trained by are said in words, and others make it right again', async () => {
    const lab = await openLab(`${small}&sigmaFrom=0.01`);
    await lab.until(() => document.body.dataset.state === 'trouble');
    expect(await lab.text('.trouble-notice')).toContain('Largest σ');
    await lab.set('sigmaFrom', '5');
    await lab.until(() => document.body.dataset.state !== 'trouble');
    await lab.still();
    expect(lab.complaints).toEqual([]);
  });
});
