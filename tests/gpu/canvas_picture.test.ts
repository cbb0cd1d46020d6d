import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { findAdapter } from '../../src/engines/webgpu/device/adapter.ts';
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { DeviceError, DisposedError } from '../../src/errors.ts';
import type { Picture } from '../../src/picture.ts';
import { collect, refusal } from '../engine_suite/fixtures.ts';
import { countedEngine } from './accounting.ts';
import { type AnyCanvas, difference, expected, options, picture, shown, tolerance } from './canvas_pixels.ts';

const makers: [string, () => Promise<Engine>][] = [
  ['webgpu', createWebgpuEngine],
  ['wasm', createWasmEngine],
  ['cpu', async () => createCpuEngine()],
];

describe.each(makers)('a canvas drawn on by the engine %s', (_, make) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await make();
  });
  afterAll(() => engine.dispose());

  const canvases: [string, () => AnyCanvas][] = [
    ['off the page', () => new OffscreenCanvas(64, 40)],
    ['of the page', () => Object.assign(document.createElement('canvas'), { width: 64, height: 40 })],
  ];
  test.each(canvases)(
    '%s shows the counts, however it changes its size, the picture or the particles',
    async (_, make) => {
      using sampler = await engine.sampler(options);
      const canvas = make();
      const check = async (picture: Picture) => {
        await sampler.draw(canvas, picture);
        const pixels = shown(canvas);
        const { width, height } = canvas;
        const wanted = expected(await sampler.counts(picture.grid), picture, width, height);
        expect(wanted.some((byte) => byte > 100)).toBe(true);
        expect(difference(pixels, wanted)).toBeLessThan(tolerance);
      };
      await check(picture);
      Object.assign(canvas, { width: 33, height: 90 });
      await check(picture);
      await check({ ...picture, exposure: 3, palette: picture.palette.toReversed() });
      const [x, y] = picture.grid.axes as [Picture['grid']['axes'][0], Picture['grid']['axes'][0]];
      await check({
        ...picture,
        grid: {
          axes: [
            { ...y, cells: 1 },
            { ...x, cells: 200 },
          ],
        },
      });
      for await (const _ of sampler.run({ reportEvery: 3 })) await check(picture);
      Object.assign(canvas, { width: 1, height: 1 });
      await check(picture);
    },
  );

  test('takes the size that it is to have', async () => {
    using sampler = await engine.sampler(options);
    const canvas = new OffscreenCanvas(5, 5);
    await sampler.draw(canvas, picture, { width: 31, height: 18 });
    const pixels = shown(canvas);
    const wanted = expected(await sampler.counts(picture.grid), picture, 31, 18);
    expect(difference(pixels, wanted)).toBeLessThan(tolerance);
    for (const [argument, size] of [
      ['size', 7],
      ['size.width', { width: 1.5, height: 2 }],
      ['size.height', { width: 1, height: -2 }],
      ['size.depth', { width: 1, height: 2, depth: 3 }],
    ] as const)
      await expect(sampler.draw(canvas, picture, size as never)).rejects.toSatisfy(refusal(argument));
    const handed = document.createElement('canvas');
    handed.transferControlToOffscreen();
    await expect(sampler.draw(handed, picture, { width: 3, height: 3 })).rejects.toSatisfy(refusal('canvas'));
  });

  test('goes from one sampler to another', async () => {
    const canvas = new OffscreenCanvas(30, 30);
    for (const seed of [1, 2]) {
      using sampler = await engine.sampler({ ...options, seed });
      await sampler.draw(canvas, picture);
      const pixels = shown(canvas);
      expect(difference(pixels, expected(await sampler.counts(picture.grid), picture, 30, 30))).toBeLessThan(tolerance);
    }
  });

  test('without area, or in the hands of another, is left alone', async () => {
    using sampler = await engine.sampler(options);
    await sampler.draw(new OffscreenCanvas(0, 10), picture);
    await sampler.draw(new OffscreenCanvas(10, 0), picture);
    const [taken, handed, sent] = [
      new OffscreenCanvas(4, 4),
      document.createElement('canvas'),
      new OffscreenCanvas(4, 4),
    ];
    taken.getContext('webgl2');
    handed.transferControlToOffscreen();
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(sent, [sent]);
    for (const canvas of [taken, handed, sent]) {
      await expect(sampler.draw(canvas, picture)).rejects.toSatisfy(refusal('canvas'));
      // The sampler is none the worse.
      await sampler.draw(new OffscreenCanvas(4, 4), picture);
    }
    port1.close();
    port2.close();
  });

  test('by a sampler that is disposed of meanwhile ends that in a DisposedError', async () => {
    for (const turns of [0, 1, 5]) {
      const sampler = await engine.sampler(options);
      const canvas = new OffscreenCanvas(20, 20);
      const first = sampler.draw(canvas, picture);
      await first;
      const asked = sampler.draw(canvas, picture).then(
        () => undefined,
        (error: unknown) => error,
      );
      for (let i = 0; i < turns; i++) await undefined;
      sampler.dispose();
      const error = await asked;
      expect(error === undefined || error instanceof DisposedError).toBe(true);
      await expect(sampler.draw(canvas, picture)).rejects.toBeInstanceOf(DisposedError);
    }
    using another = await engine.sampler(options);
    await another.draw(new OffscreenCanvas(20, 20), picture);
    await collect(another.run());
  });

  test('too large for the device is refused, or drawn', async () => {
    using sampler = await engine.sampler(options);
    // More pixels in a row than any texture has.
    const drawn = sampler.draw(new OffscreenCanvas(32_000, 1), picture);
    if (engine.kind === 'webgpu') await expect(drawn).rejects.toSatisfy(refusal('canvas'));
    else await drawn;
    await sampler.draw(new OffscreenCanvas(20, 20), picture);
  });
});

test('a canvas goes from an engine that was disposed of to another', async () => {
  const canvas = new OffscreenCanvas(16, 16);
  for (let i = 0; i < 2; i++) {
    using engine = await createWebgpuEngine();
    using sampler = await engine.sampler(options);
    await sampler.draw(canvas, picture);
    const pixels = shown(canvas);
    expect(difference(pixels, expected(await sampler.counts(picture.grid), picture, 16, 16))).toBeLessThan(tolerance);
  }
});

test('many frames take no more memory than one', async () => {
  const { engine, live, made } = await countedEngine();
  const sampler = await engine.sampler(options);
  const canvas = new OffscreenCanvas(40, 30);
  await sampler.draw(canvas, picture);
  const [first, makes] = [live(), made()];
  for (let i = 0; i < 200; i++) await sampler.draw(canvas, { ...picture, exposure: 1 + i });
  expect([live(), made()]).toEqual([first, makes]);
  sampler.dispose();
  expect(live()).toEqual({ buffers: 0, bytes: 0 });
  engine.dispose();
});

test('a device that is lost ends drawing in a DeviceError', async () => {
  const adapter = await findAdapter();
  let device: GPUDevice | undefined;
  const { requestDevice } = adapter;
  adapter.requestDevice = async (descriptor) => {
    device = await requestDevice.call(adapter, descriptor);
    return device;
  };
  using engine = await createWebgpuEngine({ adapter });
  const [first, second] = [await engine.sampler(options), await engine.sampler(options)];
  const canvas = new OffscreenCanvas(16, 16);
  await first.draw(canvas, picture);
  device!.destroy();
  for (const _ of ['at once', 'later']) {
    for (const sampler of [first, second])
      await expect(sampler.draw(canvas, picture)).rejects.toBeInstanceOf(DeviceError);
    await device!.lost;
  }
});

test('a worker draws on a canvas of the page, which shows it', async () => {
  const element = Object.assign(document.createElement('canvas'), { width: 48, height: 32 });
  document.body.append(element);
  const canvas = element.transferControlToOffscreen();
  const worker = new Worker(new URL('./canvas_worker.ts', import.meta.url), { type: 'module' });
  try {
    const counts = await new Promise<Uint32Array>((resolve, reject) => {
      worker.onmessage = ({ data }) => (data instanceof Uint32Array ? resolve(data) : reject(new Error(data)));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ canvas, picture, particles: options.particles }, [canvas]);
    });
    // The page shows a frame of the worker some time after that.
    const wanted = expected(counts, picture, 48, 32);
    await expect.poll(() => difference(shown(element), wanted), { timeout: 20_000 }).toBeLessThan(tolerance);
  } finally {
    worker.terminate();
    element.remove();
  }
});
