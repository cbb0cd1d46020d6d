import { describe, expect, test } from 'vitest';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { DisposedError } from '../../src/errors.ts';
import { noise } from '../../src/noise.ts';
import { points } from '../../src/points.ts';
import { annealedLangevin, constant } from '../../src/samplers/index.ts';
import { collect, plane } from '../engine_suite/fixtures.ts';
import { programSuite } from '../engine_suite/program_suite.ts';

describe('the CPU engine', () => {
  const engine = createCpuEngine();
  programSuite(() => engine);

  test('that is disposed of during a run, samples and a score ends them with DisposedError', async () => {
    const doomed = createCpuEngine();
    const method = annealedLangevin({ perLevel: 100_000, size: constant({ size: 0.01 }) });
    const sampler = await doomed.sampler({ score: plane, noise: noise([1]), method, particles: 4000 });
    const run = collect(sampler.run());
    const looking = (async () => {
      for (;;) await sampler.samples();
    })();
    const score = doomed.score({ score: plane, points: points(new Float32Array(2_000_000), 2), sigma: 1 });
    setTimeout(() => doomed.dispose(), 20);
    for (const end of await Promise.allSettled([run, looking, score])) {
      expect(end).toMatchObject({ status: 'rejected', reason: expect.any(DisposedError) });
      expect(String((end as PromiseRejectedResult).reason)).toContain('this engine was disposed');
    }
  });
});
