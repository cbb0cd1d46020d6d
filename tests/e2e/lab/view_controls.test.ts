import { describe, expect, test } from 'vitest';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
/** What the field is shown as, by a sum over the pixels of a layer of the stage. */
const layer = (lab: LabPage, name: string): Promise<number> =>
  lab.page.$eval(`.pane canvas.${name}`, (element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = new OffscreenCanvas(Math.max(1, width), Math.max(1, height)).getContext('2d')!;
    if (width > 0 && !(element as HTMLCanvasElement).hidden) context.drawImage(element as HTMLCanvasElement, 0, 0);
    const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
    return new Uint32Array(data.buffer).reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) >>> 0, 0);
  });
/** Waits until a layer is drawn otherwise than before. */
async function other(lab: LabPage, name: string, before: number): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const now = await layer(lab, name);
    if (now !== before) return now;
    await lab.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  throw new Error(`${name} is drawn as before`);
}
const caption = (lab: LabPage): Promise<string> => lab.text('.plane figcaption');

describe('the view', () => {
  test('shows the noise level, the surface and the lines that are chosen, of the learned score or the exact one', async () => {
    const lab = await openLab(`${small}&source=eight_gaussians`);
    await lab.still();
    await lab.until(() => heard.latest.field !== undefined);
    let field = await layer(lab, 'field');
    let surface = await layer(lab, 'surface');

    await lab.set('sigma', '0');
    field = await other(lab, 'field', field);
    await lab.until(() => heard.latest.field?.sigma === 5);
    expect(await caption(lab)).toMatch(/σ\s=\s5\.00/);
    expect(await lab.text('[data-property=sigma] output')).toMatch(/^5/);

    for (const [value, words] of [
      ['magnitude', 'the size of the score'],
      ['error', 'how far the learned score is from the exact one'],
      ['none', undefined],
    ] as const) {
      await lab.set('surface', value);
      surface = await other(lab, 'surface', surface);
      if (words)
        await lab.until(
          (words) => (document.querySelector('.plane figcaption') as HTMLElement).innerText.includes(words),
          words,
        );
    }
    await lab.set('arrows', 'streamlines');
    field = await other(lab, 'field', field);
    await lab.until(() =>
      (document.querySelector('.plane figcaption') as HTMLElement).innerText.includes('Lines along the learned score'),
    );
    await lab.page.click('[data-property=exact] input');
    field = await other(lab, 'field', field);
    await lab.until(() =>
      (document.querySelector('.plane figcaption') as HTMLElement).innerText.includes('Lines along the exact score'),
    );
    await lab.set('arrows', 'none');
    await other(lab, 'field', field);
    expect(lab.complaints).toEqual([]);
  });

  test.each([
    ['two_spirals', 'nothing', 'is not known'],
    ['checkerboard', 'density', 'not in a form that samplers can follow'],
  ])('offers no exact score to follow of %s, and says why', async (source, exact, why) => {
    const lab = await openLab(`${small}&source=${source}`);
    await lab.still();
    expect((await lab.latest('problem')).exact).toBe(exact);
    const offered = await lab.page.$eval(
      '[data-property=score] option[value=exact]',
      (option) => !(option as HTMLOptionElement).disabled,
    );
    expect(offered).toBe(false);
    expect(await lab.text('#sample')).toContain(why);
  });

  test('releases all particles at a point, by click and by keys, and everywhere again', async () => {
    const lab = await openLab(small);
    await lab.still();
    const words = (needle: string) =>
      lab.until(
        (needle) => (document.querySelector('.plane figcaption') as HTMLElement).innerText.includes(needle),
        needle,
      );
    await lab.page.click('.pane .stage');
    await words('released at');
    await lab.page.click('.plane .again');
    await lab.until(() => document.querySelector('.plane')?.getAttribute('data-released') === 'false');
    await lab.page.focus('.panes');
    for (const key of ['ArrowRight', 'ArrowUp', 'Enter']) await lab.page.keyboard.press(key as never);
    await lab.until(() => document.querySelector('.plane')?.getAttribute('data-released') === 'true');
    await words('released at');
    await lab.page.keyboard.press('Escape');
    await lab.until(() => document.querySelector('.plane')?.getAttribute('data-released') === 'false');
    await lab.still();
    expect(lab.complaints).toEqual([]);
  });
});

describe('the engine', () => {
  test('is chosen, and the training goes on where it was', async () => {
    const lab = await openLab(`${small}&engine=cpu&steps=1000000&batch=8&points=50`);
    await lab.until(() => Number(document.getElementById('train-progress')?.dataset.step) > 20);
    await lab.page.click('#engine-chip summary');
    for (const [name, words] of [
      ['wasm', 'WebAssembly'],
      ['webgpu', 'WebGPU'],
      ['cpu', 'Reference'],
    ] as const) {
      const at = await lab.page.$eval('#train-progress', (text) => Number((text as HTMLElement).dataset.step));
      await lab.set('engine', name);
      await lab.until((name) => document.getElementById('engine-chip')?.dataset.engine === name, name);
      expect(await lab.text('.engine-name')).toContain(words);
      await lab.until((at) => Number(document.getElementById('train-progress')?.dataset.step) > at, at);
      expect((await lab.losses()).every(Number.isFinite)).toBe(true);
    }
    expect(lab.complaints).toEqual([]);
  });
});
