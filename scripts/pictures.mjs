// `npm run pictures`: draws the pictures of the lab for the documentation, in a headless browser: docs/images/lab*.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import gifenc from 'gifenc';
import { createServer } from 'vite';
import { launchBrowser } from './browser.mjs';
import { ensureDependencies, root, say } from './ensure.mjs';

ensureDependencies();
const images = join(root, 'docs/images');
const server = await createServer({ configFile: join(root, 'vite.config.ts'), logLevel: 'error', server: { port: 0 } });
await server.listen();
const address = server.resolvedUrls?.local[0] ?? '';
const browser = await launchBrowser();
try {
  await screen('lab.png', '#v=1&source=pinwheel&speed=20', { at: 330 });
  await screen('lab_dark.png', '#v=1&source=eight_gaussians&beside=heun&speed=20', { dark: true, height: 1180 });
  await animation('lab.gif', '#v=1&source=pinwheel&speed=20');
} finally {
  await browser.close();
  await server.close();
}

/**
 * Opens the lab, lets it train, and waits until all is at rest.
 * @param {string} hash
 * @param {{ dark?: boolean, width?: number, height?: number }} look
 */
async function open(hash, { dark = false, width = 1440, height = 900 }) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  await page.goto(address + hash);
  const wait = { timeout: 300_000, polling: 200 };
  await page.waitForFunction(() => document.body.dataset.state === 'still', wait);
  await page.waitForFunction(() => document.querySelector('.measures table'), wait);
  return page;
}

/**
 * Takes the particles to an update, and waits until they are drawn.
 * @param {import('puppeteer').Page} page
 * @param {number} update
 */
async function seek(page, update) {
  await page.$eval(
    '#sample-scrub',
    (scrub, update) => {
      const input = /** @type {HTMLInputElement} */ (scrub);
      input.value = String(update);
      input.dispatchEvent(new Event('input'));
      input.dispatchEvent(new Event('change'));
    },
    update,
  );
  await page.waitForFunction(
    (update) => document.getElementById('sample-progress')?.dataset.update === String(update),
    { timeout: 300_000 },
    update,
  );
  // The field follows the particles, a moment later.
  await new Promise((resolve) => setTimeout(resolve, 600));
}

/**
 * @param {string} name
 * @param {string} hash
 * @param {{ at?: number, dark?: boolean, height?: number }} look
 */
async function screen(name, hash, { at, ...look }) {
  const page = await open(hash, look);
  if (at !== undefined) await seek(page, at);
  await page.screenshot({ path: join(images, name) });
  await page.close();
  say(`wrote docs/images/${name}`);
}

/**
 * The particles on their way down, a picture every few updates.
 * @param {string} name
 * @param {string} hash
 */
async function animation(name, hash) {
  const page = await open(hash, { width: 420, height: 760 });
  const total = await page.$eval('#sample-scrub', (scrub) => Number(/** @type {HTMLInputElement} */ (scrub).max));
  const pane = await page.waitForSelector('.pane .frame');
  if (!pane) throw new Error('the lab shows no pane');
  const encoder = gifenc.GIFEncoder();
  const frames = 40;
  for (let i = 0; i <= frames; i++) {
    await seek(page, Math.round((total * i) / frames));
    const { data, width, height } = await pixelsOf(page, await pane.screenshot({ encoding: 'base64' }));
    const palette = gifenc.quantize(data, 64);
    const delay = i === frames ? 2500 : 110;
    encoder.writeFrame(gifenc.applyPalette(data, palette), width, height, { palette, delay });
  }
  encoder.finish();
  writeFileSync(join(images, name), encoder.bytes());
  await page.close();
  say(`wrote docs/images/${name}`);
}

/**
 * The pixels of a PNG, which the browser reads.
 * @param {import('puppeteer').Page} page
 * @param {string} png in base64
 */
async function pixelsOf(page, png) {
  const { text, width, height } = await page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
    return { text: btoa(text), width: image.width, height: image.height };
  }, png);
  return { data: new Uint8Array(Buffer.from(text, 'base64')), width, height };
}
