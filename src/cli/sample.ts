import { csvLines, npyHeader, npyRows } from '../files/index.ts';
import type { Points } from '../points.ts';
import { count } from '../tutorial/numbers.ts';
import type { Command } from './command.ts';
import { loadModel } from './data.ts';
import { describeEngine, openEngine } from './engine.ts';
import { prepareFile, writeChunks } from './files.ts';
import { abortOnInterrupt } from './interrupt.ts';
import { gibibytes, memoryFor, requireMemory } from './memory.ts';
import { createProgress } from './progress.ts';
import { parseSampleArguments, type SampleRequest, sampleHelp } from './sample_options.ts';
import { drawSamples, walkFor } from './walk.ts';

export const sample: Command = {
  summary: 'draw samples of a trained model',
  async run(args) {
    const request = parseSampleArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(sampleHelp);
  },
};

/** Numbers that are written at one go. */
const chunkValues = 2 ** 16;

/** Bytes from which a run's need of memory is worth a line. */
const worthTelling = 2 ** 30;

async function runRequest(request: SampleRequest): Promise<void> {
  const { particles, out, json } = request;
  prepareFile(out, request);
  const model = await loadModel(request.model);
  const signal = abortOnInterrupt();
  const walk = walkFor(model, request.walk);
  const { dimension } = model.network;
  const progress = createProgress();
  // With --json standard output belongs to the summary alone.
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    print(`engine: ${describeEngine(engine)}`);
    requireMemory(engine, particles, dimension);
    const needed = memoryFor(engine, particles, dimension);
    if (needed > worthTelling) print(`memory: about ${gibibytes(needed)}, for all particles are held at once`);
    const { levels } = model.noise;
    print(
      `walk: ${count(particles)} particles in ${dimension} dimension(s), ${levels.length} levels of ${walk.stepsPerLevel} steps, epsilon ${walk.epsilon.toPrecision(3)}`,
    );
    const started = performance.now();
    const samples = await drawSamples(engine, model, particles, walk, { progress, signal });
    const drawn = performance.now();
    progress.begin('writing', samples.values.length);
    await writeChunks(
      out,
      told(samples, out.toLowerCase().endsWith('.csv') ? csvChunks(samples) : npyChunks(samples), progress.advance),
      signal,
    );
    const seconds = { sample: (drawn - started) / 1000, write: (performance.now() - drawn) / 1000 };
    print(`wrote ${out} after ${(seconds.sample + seconds.write).toFixed(1)} s`);
    const { kind, adapter } = engine;
    if (json) {
      const summary = { engine: kind, adapter, model: request.model, particles, dimension, walk, seconds, out };
      process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

function* npyChunks(samples: Points): Generator<Uint8Array> {
  yield npyHeader(samples.shape);
  for (const part of partsOf(samples)) yield npyRows(part);
}

function* csvChunks(samples: Points): Generator<string> {
  for (const part of partsOf(samples)) yield csvLines(part);
}

/** The samples in order, so many rows at a time, not copied. */
function* partsOf({ values, shape: [rows, dimension] }: Points): Generator<Points> {
  const step = Math.max(1, Math.floor(chunkValues / dimension));
  for (let row = 0; row < rows; row += step) {
    const part = values.subarray(row * dimension, (row + step) * dimension);
    yield { values: part, shape: [part.length / dimension, dimension] };
  }
}

/** Passes chunks through, saying before each how far the samples are written. */
function* told(
  { values }: Points,
  chunks: Iterable<string | Uint8Array>,
  advance: (completed: number) => void,
): Generator<string | Uint8Array> {
  let chunk = 0;
  for (const each of chunks) {
    advance(Math.min(values.length, chunk++ * chunkValues));
    yield each;
  }
  advance(values.length);
}
