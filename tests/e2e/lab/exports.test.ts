import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web';
import type { ElementHandle } from 'puppeteer';
import { describe, expect, test, vi } from 'vitest';
import { createCpuEngine, points, readCheckpoint, readCsv, readModel, readNpy } from '../../../src/index.ts';
import { allOf, parseXml } from '../../unit/lab/xml.ts';
import { build, temporaryFolder } from '../command.ts';
import type { Heard } from './heard.ts';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
// A thread for these small graphs would cost more than it saves.
ort.env.wasm.numThreads = 1;

const textOf = ({ bytes }: { bytes: Uint8Array }): string => new TextDecoder().decode(bytes);

/** A run of the plane that has come to its end. */
async function finished(settings = ''): Promise<LabPage> {
  const lab = await openLab(`${small}${settings}`);
  await lab.still();
  return lab;
}

describe('files of a run', () => {
  test('are read by the library, and say the same of it', async () => {
    const lab = await finished('&source=rings');
    const model = readModel((await lab.taken('model')).bytes);
    expect(model.network).toMatchObject({ dimension: 2, hidden: [8] });
    const checkpoint = readCheckpoint((await lab.taken('checkpoint')).bytes);
    expect(checkpoint.step).toBe(60);
    const npy = await lab.taken('samples-npy');
    expect(npy.name).toBe('scorefield-rings-60-langevin.npy');
    const samples = readNpy(npy.bytes);
    expect(samples.shape).toEqual([400, 2]);
    const { points: rows, columns } = readCsv(textOf(await lab.taken('samples-csv')));
    expect(columns).toEqual(['x0', 'x1']);
    expect(Float32Array.from(rows.values)).toEqual(samples.values);
    expect(readNpy((await lab.taken('data-npy')).bytes).shape).toEqual([500, 2]);
    expect(lab.complaints).toEqual([]);
  });

  test('hold a graph of which onnxruntime computes the score of the model', async () => {
    const lab = await finished();
    const model = readModel((await lab.taken('model')).bytes);
    const graph = await lab.taken('onnx');
    expect(graph.name).toBe('scorefield-two_moons-60.onnx');
    const session = await ort.InferenceSession.create(graph.bytes);
    using engine = createCpuEngine();
    const xs = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i) * 2);
    for (const sigma of [5, 0.3, 0.02]) {
      const { score } = await session.run({
        x: new ort.Tensor('float32', xs, [32, 2]),
        sigma: new ort.Tensor('float32', new Float32Array(32).fill(sigma), [32, 1]),
      });
      const values = Array.from((await engine.score({ score: model, points: points(xs, 2), sigma })).values);
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const errors = values.map((value, i) => Math.abs(value - Number(score!.data[i])) / largest);
      // Sums of at most 8 terms in two layers, each rounded to 2⁻²⁴ of itself, and σ = 0.02 takes two digits away.
      expect(Math.max(...errors)).toBeLessThan(1e-4);
    }
    await session.release();
  });

  test('of the model open in another page, which draws the same samples', async () => {
    const lab = await finished('&source=eight_gaussians');
    const [model, samples] = [await lab.taken('model'), await lab.taken('samples-npy')];
    const file = join(temporaryFolder(), model.name);
    writeFileSync(file, model.bytes);
    const other = await finished('&source=eight_gaussians&steps=1');
    const { run } = await other.latest('sampling');
    const input = (await other.page.$('#keep-file')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(file);
    await other.until((run) => (globalThis as unknown as { heard: Heard }).heard.latest.sampling!.run > run, run);
    expect(await other.latest('training')).toMatchObject({ given: 'file' });
    await other.still();
    expect((await other.taken('samples-npy')).bytes).toEqual(samples.bytes);
    expect(other.complaints).toEqual([]);
  });
});

describe('figures of a run', () => {
  test.each([
    ['two_moons', 'wasm', ['field', 'ladder', 'loss', 'measures', 'difference']],
    ['two_moons', 'webgpu', ['field']],
    ['tutorial', 'wasm', ['descent', 'ladder', 'loss', 'score', 'density', 'measures', 'difference']],
  ])('of %s on the engine %s are pictures, of points and of lines', async (source, engine, names) => {
    const lab = await finished(`&source=${source}&engine=${engine}`);
    await lab.until(() => (globalThis as unknown as { heard: Heard }).heard.latest.measures);
    for (const name of names) {
      const png = await lab.taken(`${name}-png`);
      expect(png.name).toBe(`scorefield-${source}-${name}.png`);
      const found = await lab.page.evaluate(lookAt, [...png.bytes]);
      expect(found.width, name).toBeGreaterThan(200);
      expect(found.height, name).toBeGreaterThan(100);
      // Besides the ground there are axes, text and what is shown.
      expect(found.drawn, name).toBeGreaterThan(0.01);
      expect(found.colours, name).toBeGreaterThan(8);

      const svg = await lab.taken(`${name}-svg`);
      expect(svg.name).toBe(`scorefield-${source}-${name}.svg`);
      const root = parseXml(textOf(svg));
      expect(root.name).toBe('svg');
      expect(allOf(root, 'title')[0]?.text, name).not.toBe('');
      expect(allOf(root, 'text').length, name).toBeGreaterThan(2);
      expect(allOf(root, 'path').length, name).toBeGreaterThan(0);
      expect(
        textOf(svg)
          .replaceAll(/base64,[^"]*/g, '')
          .match(/.{0,200}(NaN|undefined|Infinity).{0,200}/)?.[0],
        name,
      ).toBeUndefined();
    }
    expect(lab.complaints).toEqual([]);
  });
});

/** In the page: what a browser sees in a picture, in parts of all its pixels. */
async function lookAt(bytes: number[]): Promise<{ width: number; height: number; drawn: number; colours: number }> {
  const { width, height } = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(await createImageBitmap(new Blob([Uint8Array.from(bytes)])), 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const drawn = pixels.filter((pixel) => pixel !== pixels[0]).length / pixels.length;
  return { width, height, drawn, colours: new Set(pixels).size };
}

describe('the run as code', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));

  test('is shown, and ends with the samples of the page in Node and on the command line', async () => {
    const lab = await finished('&source=pinwheel&method=heun&ladder=12');
    const samples = readNpy((await lab.taken('samples-npy')).bytes);
    await lab.page.click('#keep-code');
    await lab.page.waitForSelector('#code-dialog[open]');
    const code = await lab.text('#code-dialog [data-code=code]');
    const script = await lab.text('#code-dialog [data-code=command]');
    expect(code).toContain("prefer: 'wasm'");
    expect(script).toContain('npx scorefield train --target pinwheel');

    const folder = temporaryFolder();
    const program = join(folder, 'run.ts');
    const here = code.replace("from 'scorefield'", `from ${JSON.stringify(join(root, 'src/index.ts'))}`);
    writeFileSync(program, `// @ts-nocheck\n${here.replace('engine.dispose();', '')}\nexport { engine, sampler };\n`);
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const { engine, sampler } = await import(/* @vite-ignore */ program).finally(() => log.mockRestore());
    const inNode = Float32Array.from((await sampler.samples()).values);
    // Sines and logarithms of Node and of a browser differ in their last bit, and older ones round a·b + c twice: 2⁻²⁴ of the
    // numbers, which are about 1, grows in the training, by no more than a thousand times in so few steps.
    expect(inNode.every((x, i) => Math.abs(x - samples.values[i]!) < 1e-4)).toBe(true);
    engine.dispose();

    await build();
    const cli = `${JSON.stringify(process.execPath)} ${JSON.stringify(join(root, 'scripts/cli.mjs'))}`;
    execFileSync('sh', ['-ec', script.replaceAll('npx scorefield', cli)], { cwd: folder, stdio: 'pipe' });
    const name = /--out (\S+\.npy)/.exec(script)?.[1];
    expect(Float32Array.from(readNpy(readFileSync(join(folder, name!))).values)).toEqual(inNode);

    await lab.page.keyboard.press('Escape');
    await lab.until(() => document.getElementById('code-dialog') === null);
    expect(await lab.page.evaluate(() => document.activeElement?.id)).toBe('keep-code');
    expect(lab.complaints).toEqual([]);
  });
});
