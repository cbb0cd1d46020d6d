import type { ElementHandle, Page } from 'puppeteer';

/** Names of the plots in the page, in order. */
export function plotNames(page: Page): Promise<string[]> {
  return page.$$eval('.plot', (plots) => plots.map((plot) => (plot as HTMLElement).dataset.plot ?? ''));
}

/** What is drawn in a plot: how many of its pixels are, in how many colours, and a checksum of them all. */
export interface Picture {
  readonly drawn: number;
  readonly colours: number;
  readonly checksum: number;
}

/** Reads the canvas of a plot back. */
export async function picture(page: Page, plot: string): Promise<Picture> {
  const canvas = (await page.waitForSelector(`.plot[data-plot="${plot}"] canvas`)) as ElementHandle<HTMLCanvasElement>;
  return canvas.evaluate((element) => {
    const { width, height } = element;
    // By way of a canvas of our own: to be read is not what those of the page are made for.
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    context.drawImage(element, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    let drawn = 0;
    let checksum = 0;
    for (const pixel of pixels) {
      if (pixel !== 0) drawn++;
      checksum = (Math.imul(checksum, 31) + pixel) >>> 0;
    }
    return { drawn: drawn / pixels.length, colours: new Set(pixels).size, checksum };
  });
}
