// How many samples a machine can draw: the tutorial's network, streamed to a file a chunk at a time.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markdownTable } from '../bench/markdown_table.ts';
import { type SampleForm, sampleContent } from '../src/cli/files/sample_content.ts';
import { prepareFile } from '../src/cli/files/write.ts';
import { type SampleSeconds, timed } from '../src/cli/timed.ts';
import { dpmSolverSde, type Engine, type Model, type Points, sampleInChunks } from '../src/index.ts';
import { exactPositive } from '../src/tutorial/measures.ts';
import { count } from '../src/tutorial/numbers.ts';
import { defaults, drawData, noise, trainerOptions } from '../src/tutorial/settings.ts';

export interface StreamOptions {
  readonly particles: number;
  /** Training steps. */
  readonly steps: number;
  readonly format: 'parquet' | 'npy' | 'csv';
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** What is seen of samples that pass by. */
interface Seen {
  particles: number;
  positive: number;
}

/** Trains the tutorial by its improved recipe and streams samples of it to a file, which is removed. @returns the table. */
export async function measureStream(
  engine: Engine,
  { particles, steps, format }: StreamOptions,
  tell: (line: string) => void,
): Promise<string> {
  const model = await trained(engine, steps);
  const method = dpmSolverSde({ end: 'last' });
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
  const file = join(folder, `samples.${format}`);
  const form: SampleForm = { format, particles, dimension: 1, kind: 'float32', coordinates: {} };
  const seconds: SampleSeconds = { sample: 0, write: 0 };
  const seen: Seen = { particles: 0, positive: 0 };
  const memory: number[] = [];
  try {
    const since = performance.now();
    const samples = sampleInChunks(engine, { score: model, noise, method, particles, seed: 1 });
    const content = sampleContent(form, watched(timed(samples, seconds), seen));
    const tenth = (): void => {
      while (seen.particles >= (particles * (memory.length + 1)) / 10) {
        memory.push(process.memoryUsage.rss());
        tell(
          `${10 * memory.length} %   ${((performance.now() - since) / 1000).toFixed(0)} s   ${mebibytes(memory.at(-1)!)}`,
        );
      }
    };
    await prepareFile(file, { force: true }).writeChunks(passing(content, tenth), new AbortController().signal);
    const wall = (performance.now() - since) / 1000;
    const { size } = statSync(file);
    return markdownTable(
      [
        'particles',
        'file',
        'bytes',
        'seconds',
        'of which writing',
        'particles a second',
        'memory at 10 %',
        'at the end',
        'most',
        'P(x > 0)',
        'exact',
      ],
      [
        [
          ...[count(particles), format, count(size), wall.toFixed(1), seconds.write.toFixed(1)],
          ...[count(Math.round(particles / wall)), mebibytes(memory[0]!), mebibytes(memory.at(-1)!)],
          // In KiB.
          ...[mebibytes(process.resourceUsage().maxRSS * 1024)],
          ...[(seen.positive / particles).toFixed(6), exactPositive.toFixed(6)],
        ],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function trained(engine: Engine, steps: number): Promise<Model> {
  const options = { ...defaults, steps, recipe: 'improved' } as const;
  using trainer = await engine.trainer(trainerOptions(drawData(options), options));
  for await (const _ of trainer.run({ steps })) {
    // It takes seconds.
  }
  return await trainer.model();
}

async function* watched(samples: AsyncIterable<Points>, seen: Seen): AsyncGenerator<Points> {
  for await (const chunk of samples) {
    seen.particles += chunk.values.length;
    for (const value of chunk.values) if (value > 0) seen.positive++;
    yield chunk;
  }
}

async function* passing<T>(pieces: AsyncIterable<T>, look: () => void): AsyncGenerator<T> {
  for await (const piece of pieces) {
    yield piece;
    look();
  }
  look();
}
