import { describe, expect, test } from 'vitest';
import { readNpy } from '../../../src/index.ts';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
/** Waits until the data of a source are learned, and are drawn by the network of that. */
async function learned(lab: LabPage, source: string): Promise<void> {
  await lab.until((source) => {
    const chosen = new URLSearchParams(location.hash).get('source') ?? 'two_moons';
    return chosen === source && document.getElementById('train-progress')?.innerText === 'step 60 of 60';
  }, source);
  await lab.still();
}

describe('data', () => {
  test('are chosen by click and by arrow keys, and are what is learned', async () => {
    const lab = await openLab(small);
    await lab.still();
    await lab.page.click('label[for=source-rings]');
    await learned(lab, 'rings');
    expect(await lab.page.evaluate(() => document.activeElement?.id)).toBe('source-rings');
    await lab.page.keyboard.press('ArrowRight');
    await learned(lab, 'eight_gaussians');
    await lab.page.keyboard.press('ArrowLeft');
    await lab.page.keyboard.press('ArrowLeft');
    await learned(lab, 'two_spirals');
    const { name } = await lab.taken('model');
    expect(name).toBe('scorefield-two_spirals-60.safetensors');
    expect(lab.complaints).toEqual([]);
  });

  test('of one dimension bring figures of their own, and those of the plane come back', async () => {
    const lab = await openLab(small);
    await lab.still();
    await lab.page.click('label[for=source-tutorial]');
    await lab.until(
      () => [...document.querySelectorAll('#curves canvas')].filter((one) => one.clientWidth > 0).length === 2,
    );
    expect(await lab.page.$$('.pane .stage')).toHaveLength(0);
    await lab.set('steps', '60');
    await lab.page.click('label[for=source-rings]');
    await lab.until(
      () => document.querySelectorAll('.pane .stage').length === 1 && !document.querySelector('#curves canvas'),
    );
    expect(lab.complaints).toEqual([]);
  });
});

describe('a painting', () => {
  /** Where the square to paint on is, in the page. */
  const square = async (lab: LabPage) => {
    const canvas = await lab.page.waitForSelector('.paint-canvas');
    await lab.until(() => document.querySelector('.paint-canvas')!.clientWidth > 100);
    return (await canvas!.boundingBox())!;
  };
  /** Of the plane, whose sides are from −4.4 to 4.4, in the page. */
  const at = ({ x, y, width }: { x: number; y: number; width: number }, [u, v]: readonly [number, number]) =>
    [x + ((u + 4.4) / 8.8) * width, y + ((4.4 - v) / 8.8) * width] as const;

  /** A line from (−3, 2) to (3, 2), by the brush of deviation 0.1; points that are on it, but for one in 10,000. */
  const onTheLine = (x: number, y: number): boolean => Math.abs(x) < 3.5 && Math.abs(y - 2) < 0.5;
  async function isOnTheLine(lab: LabPage): Promise<void> {
    const data = readNpy((await lab.taken('data-npy')).bytes);
    const samples = readNpy((await lab.taken('samples-npy')).bytes);
    const share = (points: typeof data, is: (x: number, y: number) => boolean): number => {
      const [count] = points.shape;
      return (
        Array.from({ length: count }, (_, i) => is(points.values[2 * i]!, points.values[2 * i + 1]!)).filter(Boolean)
          .length / count
      );
    };
    expect(share(data, onTheLine)).toBeGreaterThan(0.99);
    for (const side of [-1, 1]) expect(share(data, (x) => x * side > 1)).toBeGreaterThan(0.2);
    // What a few hundred steps learn is a little wider.
    expect(share(samples, (x, y) => Math.abs(x) < 4.5 && Math.abs(y - 2) < 1)).toBeGreaterThan(0.9);
    for (const side of [-1, 1]) expect(share(samples, (x) => x * side > 1)).toBeGreaterThan(0.15);
  }
  const hash = `${small}&hidden=32&steps=400&batch=128&method=heun&ladder=16&spacing=karras`;

  test('by the mouse is what is learned, and can be undone', async () => {
    const lab = await openLab(hash);
    await lab.still();
    await lab.page.click('#paint-open');
    const box = await square(lab);
    const { mouse } = lab.page;
    await mouse.move(...at(box, [-3, 2]));
    await mouse.down();
    await mouse.move(...at(box, [3, 2]), { steps: 20 });
    await mouse.up();
    await lab.until(() => location.hash.includes('source=painting'));
    await lab.until(() => document.getElementById('train-progress')?.innerText === 'step 400 of 400');
    await lab.still();
    await isOnTheLine(lab);
    const words = () => lab.text('.paint-tool .progress-words');
    const before = await words();
    expect(before).toMatch(/^\d+ of 1,024 spots$/);
    await mouse.click(...at(box, [0, -2]));
    await lab.until(
      (before) => document.querySelector<HTMLElement>('.paint-tool .progress-words')!.innerText !== before,
      before,
    );
    await lab.page.click('.paint-undo');
    await lab.until(
      (before) => document.querySelector<HTMLElement>('.paint-tool .progress-words')!.innerText === before,
      before,
    );
    await lab.page.click('.paint-done');
    await lab.until(() => !document.querySelector('.paint-canvas'));
    expect(lab.complaints).toEqual([]);
  });

  test('by a finger is, too', async () => {
    const lab = await openLab(hash, { viewport: { width: 1024, height: 800, hasTouch: true } });
    await lab.still();
    await lab.page.tap('#paint-open');
    const box = await square(lab);
    const { touchscreen } = lab.page;
    await touchscreen.touchStart(...at(box, [-3, 2]));
    for (let x = -3; x <= 3; x += 0.25) await touchscreen.touchMove(...at(box, [x, 2]));
    await touchscreen.touchEnd();
    await lab.until(() => location.hash.includes('source=painting'));
    await lab.until(() => document.getElementById('train-progress')?.innerText === 'step 400 of 400');
    await lab.still();
    await isOnTheLine(lab);
    expect(lab.complaints).toEqual([]);
  });

  test('by keys is, and Escape ends it', async () => {
    const lab = await openLab(small);
    await lab.still();
    await lab.page.focus('#paint-open');
    await lab.page.keyboard.press('Enter');
    await square(lab);
    await lab.page.keyboard.press('ArrowUp');
    await lab.page.keyboard.down('Space');
    for (let i = 0; i < 5; i++) await lab.page.keyboard.press('ArrowRight');
    await lab.page.keyboard.up('Space');
    await lab.until(() => location.hash.includes('source=painting'));
    await lab.page.keyboard.press('Escape');
    await lab.until(() => !document.querySelector('.paint-canvas'));
    expect(await lab.page.evaluate(() => document.activeElement?.id)).toBe('paint-open');
    await learned(lab, 'painting');
    expect(lab.complaints).toEqual([]);
  });
});
