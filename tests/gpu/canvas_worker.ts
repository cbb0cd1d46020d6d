// Draws particles on a canvas that it is sent, and tells their counts.
import { createWebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { plane, sampling } from '../engine_suite/fixtures.ts';

self.onmessage = async ({ data: { canvas, picture, particles } }) => {
  try {
    const engine = await createWebgpuEngine();
    const sampler = await engine.sampler({ ...sampling, score: plane, particles, initial: { deviation: 1 } });
    for await (const _ of sampler.run({ reportEvery: 3 })) await sampler.draw(canvas, picture);
    self.postMessage(await sampler.counts(picture.grid));
  } catch (error) {
    self.postMessage(String(error));
  }
};
