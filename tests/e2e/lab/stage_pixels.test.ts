import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../scripts/browser.mjs';
import { readNpy } from '../../../src/index.ts';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
/** Of its own: one that composes pages without a GPU shows nothing that WebGPU drew in a worker. */
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Cells along each side in which the pixels of the particles are added up: a mode is about one wide. */
const side = 12;

/** How much of the colour of particles lies in each cell of the square, y upwards, as shares of all: as the screen shows it. */
async function shownShares(lab: LabPage): Promise<number[]> {
  // Paths lie above the particles, and have ink, too.
  await lab.page.$$eval('.pane canvas:not(.particles)', (layers) => {
    for (const layer of layers) layer.style.visibility = 'hidden';
  });
  const square = (await lab.page.waitForSelector('.pane[data-pane="0"] .stage'))!;
  const shot = await square.screenshot({ encoding: 'base64' });
  const shares = await lab.page.evaluate(
    async (shot, side) => {
      const bytes = Uint8Array.from(atob(shot), (character) => character.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes]));
      const { width, height } = picture;
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.drawImage(picture, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      const cells = Array<number>(side * side).fill(0);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = 4 * (y * width + x);
          // White is 0. The border of the square is a thin line, and not of the particles.
          const ink = x < 3 || y < 3 || x >= width - 3 || y >= height - 3 ? 0 : 255 - data[at + 1]!;
          const [column, row] = [Math.floor((x / width) * side), Math.floor((1 - (y + 0.5) / height) * side)];
          cells[row * side + column]! += ink;
        }
      }
      return cells;
    },
    shot,
    side,
  );
  const sum = shares.reduce((all, ink) => all + ink, 0);
  return shares.map((ink) => ink / sum);
}

/** Of the samples that the page gives: the share of each cell. */
async function sampleShares(lab: LabPage): Promise<number[]> {
  const { extent } = await lab.latest('problem');
  const { values, shape } = readNpy((await lab.taken('samples-npy')).bytes);
  const cells = Array<number>(side * side).fill(0);
  for (let i = 0; i < shape[0]; i++) {
    const [column, row] = extent.map(([from, to], j) =>
      Math.floor((side * (values[2 * i + j]! - from)) / (to - from)),
    ) as [number, number];
    if (column >= 0 && row >= 0 && column < side && row < side) cells[row * side + column]! += 1 / shape[0];
  }
  return cells;
}

/** Half the sum of what two sets of shares differ by: 0 of the same, 1 of those that have nothing in common. */
const apart = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, share, i) => sum + Math.abs(share - other[i]!) / 2, 0);

test('the particles are seen where they are and nowhere else, on WebGPU as on WebAssembly', async () => {
  const seen: number[][] = [];
  for (const engine of ['webgpu', 'wasm']) {
    const lab = await openLab(
      `${small}&source=eight_gaussians&score=exact&steps=1&particles=4000&ladder=16&perLevel=20&engine=${engine}`,
      { browser },
    );
    await lab.still();
    const there = await sampleShares(lab);
    const shown = await shownShares(lab);
    // Colours come to an end where particles lie close, so shares of ink are nearly those of the samples.
    expect(apart(shown, there), engine).toBeLessThan(0.15);
    const nowhere = shown.filter((_, i) => there[i] === 0).reduce((sum, share) => sum + share, 0);
    expect(nowhere, engine).toBeLessThan(0.01);
    seen.push(shown);
    expect(lab.complaints).toEqual([]);
  }
  // The same particles but for rounding, and canvases of two kinds that may be smoothed in two ways.
  expect(apart(seen[0]!, seen[1]!)).toBeLessThan(0.03);
});
