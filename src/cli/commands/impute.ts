import { fieldOf } from '../../fields/index.ts';
import type { Points } from '../../points.ts';
import { wantsFloat64 } from '../../transform.ts';
import { count } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { samplingFor } from '../draw.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { UsageError } from '../exit.ts';
import { freeSpace, requireDiskSpace } from '../files/disk.ts';
import { loadModel } from '../files/load.ts';
import { rounded } from '../files/sample_content.ts';
import { prepareFile } from '../files/write.ts';
import { csvContent, drawColumn, type Imputed, npyContent, widthOf } from '../imputation/content.ts';
import { imputedDraws } from '../imputation/draws.ts';
import { type Incomplete, readGaps, requireNoColumn, rowsWithGaps } from '../imputation/incomplete.ts';
import { chunkFor } from '../memory.ts';
import { type ImputeRequest, imputeHelp, parseImputeArguments } from '../options/impute.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { printChunks } from '../terminal/print_chunks.ts';
import { createProgress } from '../terminal/progress.ts';
import { printResult } from '../terminal/streams.ts';

export const impute: Command = {
  summary: 'fill the gaps of a table: draw missing values given the others',
  async run(args) {
    const request = parseImputeArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(imputeHelp);
  },
};

async function runRequest(request: ImputeRequest): Promise<void> {
  const { out, draws, json, source } = request;
  const file = out === '-' ? undefined : prepareFile(out, request);
  const model = await loadModel(request.model);
  if (model.network.context)
    throw new UsageError(
      `--model: the network in ${request.model} is conditioned on what its data say, for which "impute" has no place; train one without --condition`,
    );
  const incomplete = await readGaps(source, { file: request.model, model }, request.absent);
  requireFitting(request, incomplete);
  const { points, rows, gaps, table } = incomplete;
  const [all, dimension] = points.shape;
  const { coordinates, noise } = model;
  const whole = roundedColumns(request, coordinates?.whole);
  const sampling = samplingFor({ score: model, noise }, request.sampling);
  const { transform } = fieldOf(model).describe(model, fieldOf);
  const kind = transform && wantsFloat64(transform) ? 'float64' : 'float32';
  const format = table ? 'csv' : 'npy';
  if (file)
    requireDiskSpace(
      out,
      { particles: draws * all, dimension, format, kind: widthOf(points, kind) },
      freeSpace(file.folder),
    );
  const signal = abortOnInterrupt();
  const progress = createProgress();
  const print = (line: string): void => progress.print(line, json || !file ? process.stderr : process.stdout);

  const engine = await openEngine(request.engine);
  try {
    print(`engine: ${describeEngine(engine, request.engine)}`);
    for (const note of incomplete.notes) print(note);
    print(
      gaps === 0
        ? `no gaps: all ${count(all)} rows are whole, and are written as they are`
        : `gaps: ${count(gaps)} in ${count(rows.length)} of ${count(all)} rows; ${draws === 1 ? 'one draw' : `${count(draws)} draws`}, ${sampling.words}`,
    );
    for (const note of gaps === 0 ? [] : sampling.notes) print(note);
    const known = rowsWithGaps(incomplete);
    const chunk = chunkFor(engine, { particles: Math.max(1, rows.length), chunk: request.chunk }, dimension);
    const samplesOf = imputedDraws(engine, sampling, known, { draws, chunk }, { progress, signal });
    const imputed: Imputed = {
      ...{ incomplete, draws, kind, names: coordinates?.names },
      samplesOf: (draw): AsyncIterable<Points> => rounded(samplesOf(draw), whole),
    };
    const content = table ? csvContent(table, imputed) : npyContent(imputed);
    const since = performance.now();
    if (file) await file.writeChunks(content, signal);
    else if (!(await printChunks(content, signal))) return;
    const seconds = (performance.now() - since) / 1000;
    print(`wrote ${file ? out : 'the table to standard output'} after ${seconds.toFixed(1)} s`);
    if (json) {
      const summary = {
        ...{ engine: engine.kind, adapter: engine.adapter, model: request.model, ...source },
        ...{ rows: all, dimension, gaps, rowsWithGaps: rows.length, draws },
        ...{ sampling: sampling.summary, seconds, out },
      };
      printResult(jsonText(summary));
    }
  } finally {
    progress.end();
    engine.dispose();
  }
}

/** Refuses a file that is to be written as another kind, and a name that is taken. @throws UsageError */
function requireFitting({ format, draws }: ImputeRequest, incomplete: Incomplete): void {
  const { table } = incomplete;
  if (format === 'csv' && !table)
    throw new UsageError('--out: the data are an array, which is written as .npy; give a name that ends in .npy');
  if (format === 'npy' && table)
    throw new UsageError('--out: the data are a table, which is written as .csv; give a name that ends in .csv');
  if (draws > 1) requireNoColumn(drawColumn, incomplete);
}

/** Columns to round. @throws UsageError */
function roundedColumns({ round }: ImputeRequest, whole: readonly number[] = []): readonly number[] {
  if (!round) return [];
  if (whole.length > 0) return whole;
  throw new UsageError('--round: the data of the model had no column of whole numbers; leave it out');
}
