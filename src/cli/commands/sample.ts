import type { Coordinates } from '../../coordinates.ts';
import { fieldOf } from '../../fields/index.ts';
import type { Points } from '../../points.ts';
import { printable } from '../../quoted.ts';
import { wantsFloat64 } from '../../transform.ts';
import { count } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { drawChunks, samplingFor } from '../draw.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { exactScore } from '../exact_score.ts';
import { PathError, UsageError } from '../exit.ts';
import { freeSpace, requireDiskSpace } from '../files/disk.ts';
import { type ImageLayout, imageLayoutOf } from '../files/image_grid.ts';
import { loadModel } from '../files/load.ts';
import { rounded, type SampleForm, sampleContent } from '../files/sample_content.ts';
import { prepareFile } from '../files/write.ts';
import { chunkFor } from '../memory.ts';
import { parseSampleArguments, type SampleRequest, sampleHelp } from '../options/sample.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { createProgress } from '../terminal/progress.ts';
import { printResult, writeOutput } from '../terminal/streams.ts';

export const sample: Command = {
  summary: 'draw samples of a trained model, or of a target by its exact score',
  async run(args) {
    const request = parseSampleArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(sampleHelp);
  },
};

async function runRequest(request: SampleRequest): Promise<void> {
  const { particles, out, format, json } = request;
  const file = out === '-' ? undefined : prepareFile(out, request);
  const drawn: Drawn =
    'model' in request.source
      ? await modelSource(request.source.model)
      : { ...exactScore(request.source), coordinates: {} };
  const sampling = samplingFor(drawn, request.sampling);
  const { dimension, transform } = fieldOf(drawn.score).describe(drawn.score, fieldOf);
  const { coordinates } = drawn;
  const kind = transform && wantsFloat64(transform) ? 'float64' : 'float32';
  const form: SampleForm = {
    ...{ format, particles, dimension, kind, coordinates },
    layout: layoutFor(request, coordinates),
  };
  const whole = wholeColumns(request, coordinates);
  if (file && format !== 'png') requireDiskSpace(out, { particles, dimension, format, kind }, freeSpace(file.folder));
  const signal = abortOnInterrupt();
  const progress = createProgress();
  // Standard output belongs to the summary or the samples alone where they go there.
  const print = (line: string): void => progress.print(line, json || !file ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    print(`engine: ${describeEngine(engine, request.engine)}`);
    const amount = { particles, chunk: chunkFor(engine, request, dimension) };
    const parts = amount.chunk < particles ? `, ${count(amount.chunk)} at a time` : '';
    print(`sampling: ${count(particles)} particles in ${dimension} dimension(s)${parts}, ${sampling.words}`);
    for (const note of sampling.notes) print(note);
    const seconds = { sample: 0, write: 0 };
    const samples = drawChunks(engine, sampling, amount, { progress, signal });
    const content = sampleContent(form, rounded(timed(samples, seconds), whole));
    if (file) await file.writeChunks(content, signal);
    else if (!(await printChunks(content, signal))) return;
    print(
      `wrote ${file ? out : 'the samples to standard output'} after ${(seconds.sample + seconds.write).toFixed(1)} s`,
    );
    const { kind, adapter } = engine;
    if (json) {
      const summary = {
        ...{ engine: kind, adapter, ...request.source, ...amount, dimension },
        ...{ sampling: sampling.summary, seconds, out },
      };
      printResult(jsonText(summary));
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

/** A score with noise levels to go down, and what is known of the coordinates. */
type Drawn = Parameters<typeof samplingFor>[0] & { readonly coordinates: Coordinates };

/** A model with the noise levels that it was trained for. */
async function modelSource(file: string): Promise<Drawn> {
  const score = await loadModel(file);
  return { score, noise: score.noise, coordinates: score.coordinates ?? {} };
}

/** How points are images, where these are asked for. @throws UsageError */
function layoutFor({ format }: SampleRequest, { shape }: Coordinates): ImageLayout | undefined {
  if (format !== 'png') return undefined;
  const layout = imageLayoutOf(shape);
  if (layout) return layout;
  const found = shape ? `points of shape [${shape.join(', ')}]` : 'no shape of a point';
  throw new UsageError(
    `--out: a picture needs images, of shape [height, width] or with 1 or 3 channels, but the model has ${found}; write .npy or .csv`,
  );
}

/** Columns to round. @throws UsageError */
function wholeColumns({ round }: SampleRequest, { whole = [] }: Coordinates): readonly number[] {
  if (!round) return [];
  if (whole.length > 0) return whole;
  throw new UsageError('--round: the data of the model had no column of whole numbers; leave it out');
}

/**
 * Writes to standard output; says whether its reader took it all, which may have what it wanted before.
 * @throws PathError, or the signal's reason once it is aborted
 */
async function printChunks(content: AsyncIterable<string | Uint8Array>, signal: AbortSignal): Promise<boolean> {
  for await (const chunk of content) {
    try {
      // A terminal is not to obey names that came from a file.
      const shown = typeof chunk === 'string' && process.stdout.isTTY ? printable(chunk) : chunk;
      if (!(await writeOutput(shown))) return false;
    } catch (error) {
      throw new PathError(`--out: cannot write to standard output: ${error instanceof Error ? error.message : error}`);
    }
    await new Promise((done) => setImmediate(done));
    signal.throwIfAborted();
  }
  return true;
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
