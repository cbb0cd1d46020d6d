import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { ArgumentError, OutOfMemoryError } from '../../src/errors.ts';
import { logDensity } from '../../src/flow/log_density.ts';
import type { Points } from '../../src/points.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import type { SamplerOptions } from '../../src/sampler.ts';
import { collect, ladder, plane, sampled, sampling } from '../engine_suite/fixtures.ts';

const cpu = createCpuEngine();

/** An engine with memory for so many particles; it finds out when it makes a sampler, or when that runs. */
function scarce(most: number, found: 'made' | 'run', error: (particles: number) => Error) {
  const asked: number[] = [];
  const engine: Engine = {
    ...cpu,
    async sampler(options: SamplerOptions) {
      const { particles } = options;
      asked.push(particles);
      if (particles > most && found === 'made') throw error(particles);
      const sampler = await cpu.sampler(options);
      if (particles <= most) return sampler;
      return {
        ...sampler,
        // biome-ignore lint/correctness/useYield: it fails before the first report
        async *run() {
          throw error(particles);
        },
      };
    },
  };
  return { engine, asked };
}

async function drawn(engine: Engine, chunk: number): Promise<number[]> {
  const chunks: Points[] = await collect(sampleInChunks(engine, { ...sampling, particles: 45 }, { chunk }));
  return chunks.flatMap(({ values }) => [...values]);
}

test.each([
  ['made', 'OutOfMemoryError', () => new OutOfMemoryError('none left')],
  ['made', 'ArgumentError', (particles: number) => new ArgumentError('particles', particles, 'at most about 9')],
  ['run', 'OutOfMemoryError', () => new OutOfMemoryError('none left')],
] as const)(
  'a chunk for which there is no memory when it is %s, by an %s, is halved, with the same samples',
  async (found, _, error) => {
    const expected = [...(await sampled(cpu, { ...sampling, particles: 45 }))];
    const { engine, asked } = scarce(9, found, error);
    expect(await drawn(engine, 40)).toEqual(expected);
    expect(asked).toEqual([40, 20, 12, 8, 8, 8, 8, 8, 5]);
  },
);

test('where there is memory for no quad, the error is what it was', async () => {
  const { engine, asked } = scarce(0, 'made', () => new OutOfMemoryError('none left'));
  await expect(drawn(engine, 16)).rejects.toThrow('none left');
  expect(asked).toEqual([16, 8, 4]);
});

test('other errors of a chunk end all at once', async () => {
  const { engine, asked } = scarce(9, 'made', () => new ArgumentError('score', 1, 'another'));
  await expect(drawn(engine, 16)).rejects.toThrow(/^score: /);
  expect(asked).toEqual([16]);
});

test('points whose density is asked for are halved likewise, each with the probes that it would have had', async () => {
  const options = { score: plane, noise: ladder, points: plane.sample(45, { seed: 1 }), divergence: { probes: 2 } };
  const expected = await logDensity(cpu, options);
  const { engine, asked } = scarce(9, 'made', (particles) => new ArgumentError('particles', particles, 'at most 9'));
  expect(await logDensity(engine, options)).toEqual(expected);
  expect(asked).toEqual([45, 24, 12, 8, 8, 8, 8, 8, 5]);
});
