import { fieldOf } from '../../fields/index.ts';
import { csvLines, npyHeader, npyRows } from '../../files/index.ts';
import type { Points } from '../../points.ts';
import { count } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { drawChunks, samplingFor } from '../draw.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { exactScore } from '../exact_score.ts';
import { requireDiskSpace } from '../files/disk.ts';
import { loadModel } from '../files/load.ts';
import { prepareFile, writeChunks } from '../files/write.ts';
import { chunkFor } from '../memory.ts';
import { parseSampleArguments, type SampleRequest, sampleHelp } from '../options/sample.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { createProgress } from '../terminal/progress.ts';

export const sample: Command = {
  summary: 'draw samples of a trained model, or of a target by its exact score',
  async run(args) {
    const request = parseSampleArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(sampleHelp);
  },
};

/** Numbers that are written at one go. */
const writtenValues = 2 ** 14;

async function runRequest(request: SampleRequest): Promise<void> {
  const { particles, out, json } = request;
  prepareFile(out, request);
  const drawn = 'model' in request.source ? await modelSource(request.source.model) : exactScore(request.source);
  const sampling = samplingFor(drawn, request.sampling);
  const { dimension } = fieldOf(drawn.score).describe(drawn.score, fieldOf);
  requireDiskSpace(out, particles, dimension);
  const signal = abortOnInterrupt();
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    print(`engine: ${describeEngine(engine)}`);
    const amount = { particles, chunk: chunkFor(engine, request, dimension) };
    const parts = amount.chunk < particles ? `, ${count(amount.chunk)} at a time` : '';
    print(`sampling: ${count(particles)} particles in ${dimension} dimension(s)${parts}, ${sampling.words}`);
    for (const note of sampling.notes) print(note);
    const seconds = { sample: 0, write: 0 };
    const samples = drawChunks(engine, sampling, amount, { progress, signal });
    await writeChunks(out, contentOf(out, [particles, dimension], timed(samples, seconds)), signal);
    print(`wrote ${out} after ${(seconds.sample + seconds.write).toFixed(1)} s`);
    const { kind, adapter } = engine;
    if (json) {
      const summary = {
        ...{ engine: kind, adapter, ...request.source, ...amount, dimension },
        ...{ sampling: sampling.summary, seconds, out },
      };
      process.stdout.write(jsonText(summary));
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

/** A model with the noise levels that it was trained for. */
async function modelSource(file: string): Promise<Parameters<typeof samplingFor>[0]> {
  const score = await loadModel(file);
  return { score, noise: score.noise };
}

/** What the file holds, piece by piece, while its samples are drawn. */
async function* contentOf(
  out: string,
  shape: Points['shape'],
  samples: AsyncIterable<Points>,
): AsyncGenerator<string | Uint8Array> {
  const csv = out.toLowerCase().endsWith('.csv');
  if (!csv) yield npyHeader(shape);
  for await (const chunk of samples) {
    for (const part of partsOf(chunk)) yield csv ? csvLines(part) : npyRows(part);
  }
}

/** Passes samples through, adding up how long they take to come, and to be done with. */
async function* timed(
  samples: AsyncIterable<Points>,
  seconds: { sample: number; write: number },
): AsyncGenerator<Points> {
  let since = performance.now();
  const passed = (): number => {
    const before = since;
    since = performance.now();
    return (since - before) / 1000;
  };
  for await (const chunk of samples) {
    seconds.sample += passed();
    yield chunk;
    seconds.write += passed();
  }
}

/** The samples in order, so many rows at a time, not copied. */
function* partsOf({ values, shape: [rows, dimension] }: Points): Generator<Points> {
  const step = Math.max(1, Math.floor(writtenValues / dimension));
  for (let row = 0; row < rows; row += step) {
    const part = values.subarray(row * dimension, (row + step) * dimension);
    yield { values: part, shape: [part.length / dimension, dimension] };
  }
}
