import { count } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { drawChunks } from '../draw.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { Interrupted } from '../exit.ts';
import { freeSpace, requireDiskSpace } from '../files/disk.ts';
import { sampleContent } from '../files/sample_content.ts';
import { prepareFile } from '../files/write.ts';
import { chunkFor } from '../memory.ts';
import { parseSampleArguments, type SampleRequest, sampleHelp } from '../options/sample.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { printChunks } from '../terminal/print_chunks.ts';
import { createProgress } from '../terminal/progress.ts';
import { printResult } from '../terminal/streams.ts';
import { timed } from '../timed.ts';
import { drawParts } from './sample_parts.ts';
import { samplesAsked } from './samples_asked.ts';

export const sample: Command = {
  summary: 'draw samples of a trained model, or of a target by its exact score',
  async run(args) {
    const request = parseSampleArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(sampleHelp);
  },
};

async function runRequest(request: SampleRequest): Promise<void> {
  if (request.parts) await drawParts(request, request.parts);
  else await drawOne(request);
}

/** Writes all samples to a file or to standard output. */
async function drawOne(request: SampleRequest): Promise<void> {
  const { particles, out, format, json } = request;
  const file = out === '-' ? undefined : prepareFile(out, request);
  const { sampling, settings, dimension, form, finished } = await samplesAsked(request);
  if (file && format !== 'png') requireDiskSpace(out, { ...settings, format }, freeSpace(file.folder));
  const signal = abortOnInterrupt();
  const progress = createProgress();
  // Standard output belongs to the summary or the samples alone where they go there.
  const print = (line: string): void => progress.print(line, json || !file ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  let amount = { particles, chunk: particles };
  try {
    print(`engine: ${describeEngine(engine, request.engine)}`);
    amount = { particles, chunk: chunkFor(engine, request, dimension) };
    const chunks = amount.chunk < particles ? `, ${count(amount.chunk)} at a time` : '';
    print(`sampling: ${count(particles)} particles in ${dimension} dimension(s)${chunks}, ${sampling.words}`);
    for (const note of sampling.notes) print(note);
    const seconds = { sample: 0, write: 0 };
    const samples = drawChunks(engine, sampling, amount, { progress, signal });
    const content = sampleContent(form, finished(timed(samples, seconds), 0));
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
  } catch (error) {
    if (!(error instanceof Interrupted) || amount.chunk >= particles) throw error;
    throw new Interrupted(
      error.exitCode,
      'nothing was written; --out FOLDER/ writes parts, and keeps those that are finished',
    );
  } finally {
    progress.end();
    engine.dispose();
  }
}
