import { expect, test } from 'vitest';
import type { Engine, SamplerOptions } from '../../src/engine.ts';
import { createCpuEngine } from '../../src/engines/cpu/engine.ts';
import { ArgumentError, OutOfMemoryError } from '../../src/errors.ts';
import type { Points } from '../../src/points.ts';
import { sampleInChunks } from '../../src/sample_in_chunks.ts';
import { collect, sampled, sampling } from '../engine_suite/fixtures.ts';

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
