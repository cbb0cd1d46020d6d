import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCpuEngine, points, readCheckpoint, readCsv, readModel, readNpy } from '../../../src/index.ts';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

// A thread for this small graph would cost more than it saves.
beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

test('files of a run hold what the page says, and agree with each other', async () => {
  const lab = await openLab(`${small}&source=rings`);
  await lab.still();
  const { name, bytes } = await lab.taken('model');
  expect(name).toBe('scorefield-rings-60.safetensors');
  const model = readModel(bytes);
  expect(model.network).toMatchObject({ dimension: 2, hidden: [8] });
  const checkpoint = readCheckpoint((await lab.taken('checkpoint')).bytes);
  expect(checkpoint.step).toBe(60);
  const samples = readNpy((await lab.taken('samples-npy')).bytes);
  expect(samples.shape).toEqual([400, 2]);
  const table = readCsv(decode((await lab.taken('samples-csv')).bytes));
  expect(table.columns).toEqual(['x0', 'x1']);
  expect(Float32Array.from(table.points.values)).toEqual(Float32Array.from(samples.values));
  expect(readNpy((await lab.taken('data-npy')).bytes).shape).toEqual([500, 2]);

  const session = await ort.InferenceSession.create((await lab.taken('onnx')).bytes);
  const given = Float32Array.from({ length: 20 }, (_, i) => Math.sin(3 * i) * 2);
  const { score } = await session.run({
    x: new ort.Tensor('float32', given, [10, 2]),
    sigma: new ort.Tensor('float32', new Float32Array(10).fill(0.7), [10, 1]),
  });
  const expected = await createCpuEngine().score({ score: model, points: points([...given], 2), sigma: 0.7 });
  const most = Math.max(...[...expected.values].map(Math.abs));
  // Both compute in float32, over sums of at most a dozen terms.
  for (const [i, value] of expected.values.entries())
    expect(Math.abs((score!.data as Float32Array)[i]! - value)).toBeLessThan(1e-5 * most);
  expect(lab.complaints).toEqual([]);
});

describe('pictures of the figures', () => {
  /** How many pixels of a PNG are of its commonest colour, and how large it is. */
  function looked(lab: LabPage, bytes: Uint8Array) {
    return lab.page.evaluate(
      async (bytes) => {
        const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
        context.drawImage(image, 0, 0);
        const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
        const counts = new Map<number, number>();
        for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
        return { width: image.width, blank: Math.max(...counts.values()) / pixels.length, colours: counts.size };
      },
      [...bytes],
    );
  }

  test.each([
    ['the plane', 'source=two_moons', ['field', 'ladder', 'loss', 'measures', 'difference']],
    ['one dimension', 'source=tutorial', ['descent', 'ladder', 'loss', 'measures', 'difference']],
  ])('of %s are PNGs that are not blank, and SVGs that are well-formed', async (_, settings, least) => {
    const lab = await openLab(`${small}&${settings}`);
    await lab.still();
    await lab.until(() => (document.querySelector('.plate.measures') as HTMLElement | null)?.dataset.state === 'now');
    await lab.page.click('#keep-download summary');
    await lab.page.waitForSelector('#keep-download [data-take]');
    const offered = await lab.page.$$eval('#keep-download [data-take]', (all) =>
      all.map((item) => (item as HTMLElement).dataset.take!),
    );
    const pictures = offered.filter((what) => /-(png|svg)$/.test(what));
    for (const name of least) for (const format of ['png', 'svg']) expect(pictures).toContain(`${name}-${format}`);
    for (const what of pictures) {
      const { name, bytes } = await lab.taken(what);
      expect(name).toMatch(/^scorefield-\w+-[\w-]+\.(png|svg)$/);
      if (what.endsWith('-png')) {
        const { width, blank, colours } = await looked(lab, bytes);
        expect(width, what).toBeGreaterThan(200);
        expect(blank, what).toBeLessThan(0.995);
        expect(colours, what).toBeGreaterThan(5);
      } else {
        const found = await lab.page.evaluate((text) => {
          const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
          return {
            error: parsed.querySelector('parsererror')?.textContent,
            name: parsed.documentElement.localName,
            parts: parsed.querySelectorAll('*').length,
            scripts: parsed.querySelectorAll('script, [onload]').length,
          };
        }, decode(bytes));
        expect(found, what).toEqual({ error: undefined, name: 'svg', parts: expect.any(Number), scripts: 0 });
        expect(found.parts, what).toBeGreaterThan(3);
      }
    }
    expect(lab.complaints).toEqual([]);
  });
});

test('the code of a run is shown, as a program and as commands, and the dialog is left by Escape', async () => {
  const lab = await openLab(`${small}&source=rings&seed=11`);
  await lab.still();
  await lab.page.click('#keep-code');
  await lab.page.waitForSelector('#code-dialog[open]');
  const code = await lab.text('[data-code=code]');
  for (const word of ["from 'scorefield'", 'rings', 'seed: 11', 'hidden: [8]']) expect(code).toContain(word);
  const command = await lab.text('[data-code=command]');
  for (const word of ['scorefield train --target rings', '--seed 11', 'scorefield sample'])
    expect(command).toContain(word);
  await lab.page.keyboard.press('Escape');
  await lab.until(() => !document.getElementById('code-dialog'));
  expect(lab.complaints).toEqual([]);
});
