import { readFileSync } from 'node:fs';
import type { ElementHandle } from 'puppeteer';
import { describe, expect, test } from 'vitest';
import { readNpy, writeModel, writeNpy } from '../../../src/index.ts';
import { initialParameters, mlp } from '../../../src/network.ts';
import { geometric } from '../../../src/noise.ts';
import { points } from '../../../src/points.ts';
import { zip } from '../../unit/archive.ts';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Drops a file on the page, as a user does who drags it from a folder. */
async function drop(lab: LabPage, name: string, bytes: Uint8Array): Promise<void> {
  await lab.page.evaluate(
    (name, bytes) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
      for (const kind of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    },
    ...([name, [...bytes]] as const),
  );
}

/** Points of a circle of radius 2 about (5, −1), in columns a and b. */
const circle = points(
  Array.from({ length: 300 }, (_, i) => [5 + 2 * Math.cos(i / 10), 2 * Math.sin(i / 10) - 1]).flat(),
  2,
);
const csv = `a,b\n${Array.from({ length: 300 }, (_, i) => [...circle.values.slice(2 * i, 2 * i + 2)].join()).join('\n')}\n`;

describe('data that are dropped on the page', () => {
  test.each([
    ['circle.csv', encode(csv)],
    ['circle.npy', writeNpy(circle)],
    ['circle.npz', zip([{ name: 'data.npy', bytes: writeNpy(circle), deflate: true }])],
  ])('as %s are learned', async (name, bytes) => {
    const lab = await openLab(small);
    await lab.still();
    await drop(lab, name, bytes);
    await lab.until((name) => document.querySelector<HTMLElement>('.file-read')?.innerText.includes(name), name);
    await lab.set('steps', '40');
    await lab.until(() => document.getElementById('train-progress')?.innerText.endsWith('of 40'));
    if ((await lab.text('#train-toggle')) !== 'Pause') await lab.page.click('#train-toggle');
    await lab.until(() => document.getElementById('train-progress')?.innerText === 'step 40 of 40');
    expect(await lab.text('.file-read')).toContain(`${name}: 300 points`);
    const data = readNpy((await lab.taken('data-npy')).bytes);
    expect(Float32Array.from(data.values)).toEqual(Float32Array.from(circle.values));
    const [across, upwards] = [await lab.page.$('#data-across'), await lab.page.$('#data-upwards')];
    expect(across && upwards).not.toBeNull();
    // A column alone is of one dimension.
    await lab.set('#data-upwards', '-1');
    await lab.until(() => heard.latest.problem?.dimension === 1);
    expect(lab.complaints).toEqual([]);
  });

  test('as a file that is chosen, in units of any size', async () => {
    const lab = await openLab(small);
    await lab.still();
    const input = (await lab.page.waitForSelector('input#data-file', {
      hidden: true,
    })) as ElementHandle<HTMLInputElement>;
    await input.uploadFile('tests/cases/stars.csv');
    await lab.until(() => document.querySelector<HTMLElement>('.file-read')?.innerText.includes('stars.csv'));
    await lab.until(() => document.getElementById('train-progress')?.innerText.startsWith('step 0 ') === false);
    await lab.page.click('#train-toggle');
    await lab.still();
    const { values } = readNpy((await lab.taken('samples-npy')).bytes);
    expect(values.every(Number.isFinite)).toBe(true);
    // Masses of stars, in kilograms.
    expect(Math.max(...values)).toBeGreaterThan(1e29);
    expect(lab.complaints).toEqual([]);
  });
});

test('a model that is dropped is shown as it is, and samples are drawn by it', async () => {
  const network = mlp({ dimension: 1, hidden: [4] });
  const noise = geometric({ from: 2, to: 0.5, levels: 4 });
  const parameters = initialParameters(network, 3);
  const lab = await openLab(small);
  await lab.still();
  await drop(lab, 'mine.safetensors', writeModel({ kind: 'network', network, noise, parameters }));
  await lab.until(() => heard.latest.training?.given === 'file');
  await lab.still();
  expect(await lab.text('#train')).toContain('This network came from your file');
  expect(readNpy((await lab.taken('samples-npy')).bytes).shape[1]).toBe(1);
  expect(lab.complaints).toEqual([]);
});

describe('a file that is none of these', () => {
  const sample = writeNpy(circle);
  const model = (dimension: number): Uint8Array => {
    const network = mlp({ dimension, hidden: [4] });
    const parameters = initialParameters(network, 3);
    return writeModel({ kind: 'network', network, noise: geometric({ from: 2, to: 0.5, levels: 4 }), parameters });
  };
  const hostile: Record<string, readonly [name: string, bytes: Uint8Array]> = {
    'is empty': ['empty.csv', new Uint8Array()],
    'has words for numbers': ['words.csv', encode('a,b\n<script>,alert(1)\n"=cmd()",x\n')],
    'is cut off': ['cut.npy', sample.subarray(0, sample.length - 100)],
    'claims more than it has': ['bomb.npz', zip([{ name: 'data.npy', bytes: sample, size: 2 ** 31, deflate: true }])],
    'holds objects of Python': ['pickle.npy', sample.map((byte, i) => (i > 20 && i < 24 ? 0x4f : byte))],
    'only points to where it is': [
      'lfs.safetensors',
      encode('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'),
    ],
    'has a head without end': ['head.safetensors', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127, 123)],
    'is of three dimensions': ['three.safetensors', model(3)],
    'is conditioned in another way': [
      'literal.safetensors',
      readFileSync('tests/cases/conditioning_literal.safetensors'),
    ],
    'is a broken gzip': ['broken.csv.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3)],
    'has a name to break a page': ['<img src=x onerror="intruder=1">.csv', encode('no numbers\n')],
  };

  test('is refused with a reason, and all stays as it is', async () => {
    const lab = await openLab(small);
    await lab.still();
    const before = [...(await lab.taken('samples-npy')).bytes];
    for (const [what, [name, bytes]] of Object.entries(hostile)) {
      const said = await lab.page.evaluate(() => heard.notices.length);
      await drop(lab, name, bytes);
      await lab.until((said) => heard.notices.length > said, said);
      const words = await lab.text('#notices');
      expect(words, what).toContain(`${name}: `);
      expect(words, what).not.toMatch(/undefined|\[object|NaN|TypeError|RangeError/);
      expect(await lab.page.evaluate(() => document.body.dataset.state), what).toBe('still');
    }
    expect(await lab.page.evaluate('globalThis.intruder')).toBeUndefined();
    expect(await lab.page.$$('#notices img')).toHaveLength(0);
    expect([...(await lab.taken('samples-npy')).bytes]).toEqual(before);
    expect(lab.complaints).toEqual([]);
  });
});
