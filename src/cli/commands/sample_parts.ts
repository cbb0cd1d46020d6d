import { join } from 'node:path';
import { version } from '../../../package.json';
import type { Engine } from '../../engine.ts';
import { DeviceError } from '../../errors.ts';
import { quotedWhole } from '../../quoted.ts';
import { count } from '../../tutorial/numbers.ts';
import { drawChunks } from '../draw.ts';
import { describeEngine, openEngine } from '../engine.ts';
import { Interrupted, PathError, UsageError } from '../exit.ts';
import { freeSpace, requireDiskSpace } from '../files/disk.ts';
import { makeFolder } from '../files/folder.ts';
import { sampleContent } from '../files/sample_content.ts';
import { attempt, prepareFile } from '../files/write.ts';
import { chunkFor } from '../memory.ts';
import { mostParts, type PartsFormat, type PartsRequest } from '../options/parts.ts';
import type { SampleRequest } from '../options/sample.ts';
import { beginDigest } from '../parts/digest.ts';
import { noteOfOthers } from '../parts/others.ts';
import { fileOf, mostPartsOf, type Part, partOf, rangesOf } from '../parts/part.ts';
import {
  checkedState,
  finishRun,
  mixtureInWords,
  type RunProgress,
  removeRecord,
  stateOf,
  writeRecord,
} from '../parts/records.ts';
import { claimRun } from '../parts/run.ts';
import { metadataOf, type PartsSettings } from '../parts/settings.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { quoted } from '../terminal/shell.ts';
import { printResult } from '../terminal/streams.ts';
import { type SampleSeconds, timed } from '../timed.ts';
import { type SamplesAsked, samplesAsked } from './samples_asked.ts';

/** Numbers in a part unless its size is asked for: 64 MiB in float32, seconds or minutes of work. */
const usualNumbers = 2 ** 24;

/** Writes samples into a folder, in parts, of which those that are there already are kept. */
export async function drawParts(request: SampleRequest, { total, only, by }: PartsRequest): Promise<void> {
  const { out, json, force } = request;
  const asked = await samplesAsked(request);
  const settings = partsSettings(request, asked, total);
  const wanted = wantedParts(settings, only);
  const isThere = (part: Part): boolean => typeof stateOf(out, part, settings) !== 'string';
  attempt(`write to ${quotedWhole(out)}`, () => makeFolder(out));
  const absent = wanted.filter((part) => force || !isThere(part));
  requireDiskSpace(out, { ...settings, particles: particlesIn(absent) }, freeSpace(out));
  await claimRun(out, { version, arguments: [...request.same, `--parts=${settings.parts}`], settings }, { force });
  const signal = abortOnInterrupt();
  const progress = createProgress();
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);
  if (by !== undefined) progress.print(`${by}: part ${only} of ${settings.parts}`, process.stderr);

  const seconds = { sample: 0, write: 0 };
  const drawn: number[] = [];
  let engine: Engine | undefined;
  let run: RunProgress;
  try {
    const work = { ...asked, settings, request, seconds, signal };
    const missing = force ? wanted : await withoutFinished(wanted, work, progress);
    if (force) for (const part of missing) removeRecord(out, part);
    const all = particlesIn(missing);
    let done = 0;
    for (const part of missing) {
      // Another process may have drawn it meanwhile.
      if (!isThere(part)) {
        if (!engine) {
          engine = await opened(request, asked, missing, print);
          progress.begin('sampling', 1000);
        }
        await drawPart(engine, part, work, shareOf(progress, part, { done, all }));
        drawn.push(part.index);
      }
      done += part.particles;
    }
    run = finishRun(out, settings);
  } catch (error) {
    throw withWhatIsLeft(error, { out, settings, only });
  } finally {
    progress.end();
    engine?.dispose();
  }
  for (const note of [...mixtureInWords(run.records), ...noteOfOthers(out, settings)]) print(note);
  const kept = wanted.length - drawn.length;
  print(resultInWords(out, { settings, drawn: drawn.length, kept, missing: run.missing, seconds }));
  if (json) {
    const { particles, parts } = settings;
    const { dimension } = asked;
    printResult(
      jsonText({
        ...(engine && { engine: engine.kind, adapter: engine.adapter }),
        ...{ ...request.source, particles, dimension, sampling: asked.sampling.summary, seconds, out },
        ...{ parts, drawn: rangesOf(drawn), missing: rangesOf(run.missing) },
      }),
    );
  }
}

/** The parts that are not there as they were finished: all that are there are read. */
async function withoutFinished(
  wanted: readonly Part[],
  { settings, request: { out }, signal }: Pick<Work, 'settings' | 'request' | 'signal'>,
  progress: Progress,
): Promise<Part[]> {
  const missing: Part[] = [];
  progress.begin('checking', wanted.length);
  for (const [i, part] of wanted.entries()) {
    const state = await checkedState(out, part, settings, { option: '--out', signal });
    if (typeof state === 'string') missing.push(part);
    if (state === 'damaged') {
      removeRecord(out, part);
      const name = fileOf(part, settings.format);
      progress.print(`note: ${name} is not as it was finished; it is drawn again`, process.stderr);
    }
    // Where nothing is there yet, there is nothing to tell.
    if (missing.length <= i) progress.advance(i + 1);
  }
  return missing;
}

/** What all parts have in common. @throws UsageError where there are more parts than particles allow */
function partsSettings(
  { format }: SampleRequest,
  { settings }: SamplesAsked,
  total: number | undefined,
): PartsSettings {
  const { particles, dimension } = settings;
  const most = Math.min(mostParts, mostPartsOf(particles));
  const parts = total ?? Math.min(most, Math.ceil((particles * dimension) / usualNumbers));
  if (parts > most)
    throw new UsageError(
      `--particles: ${particles} cannot be drawn in ${parts} parts, for four share their random numbers; at most in ${most}`,
    );
  return { ...settings, parts, format: format as PartsFormat };
}

function wantedParts({ parts, particles }: PartsSettings, only: number | undefined): Part[] {
  const indices = only === undefined ? Array.from({ length: parts }, (_, index) => index) : [only];
  return indices.map((index) => partOf(index, parts, particles));
}

function particlesIn(parts: readonly Part[]): number {
  return parts.reduce((sum, { particles }) => sum + particles, 0);
}

async function opened(
  request: SampleRequest,
  { sampling, dimension }: SamplesAsked,
  missing: readonly Part[],
  print: (line: string) => void,
): Promise<Engine> {
  const engine = await openEngine(request.engine);
  print(`engine: ${describeEngine(engine, request.engine)}`);
  print(
    `sampling: ${count(missing.length)} of ${count(missing[0]!.parts)} part(s), ${count(particlesIn(missing))} of ${count(request.particles)} particles in ${dimension} dimension(s), ${sampling.words}`,
  );
  for (const note of sampling.notes) print(note);
  return engine;
}

interface Work extends Pick<SamplesAsked, 'sampling' | 'dimension' | 'form' | 'finished'> {
  readonly settings: PartsSettings;
  readonly request: SampleRequest;
  readonly seconds: SampleSeconds;
  readonly signal: AbortSignal;
}

/** Draws a part, puts it in its place as a whole, and then says that it is finished. */
async function drawPart(
  engine: Engine,
  part: Part,
  { sampling, dimension, form, finished, settings, request, seconds, signal }: Work,
  progress: Pick<Progress, 'begin' | 'advance' | 'print'>,
): Promise<void> {
  const { first, particles } = part;
  const { out } = request;
  const file = prepareFile(join(out, fileOf(part, settings.format)), { force: true });
  const chunk = chunkFor(engine, { ...request, particles }, dimension);
  const samples = drawChunks(
    engine,
    sampling,
    { particles, chunk, first, outOf: settings.particles },
    { progress, signal },
  );
  const metadata = metadataOf(settings, version, first);
  const content = sampleContent({ ...form, particles, metadata }, finished(timed(samples, seconds), first));
  const digest = beginDigest();
  async function* digested(): AsyncGenerator<string | Uint8Array> {
    for await (const piece of content) {
      digest.add(piece);
      yield piece;
    }
  }
  await file.writeChunks(digested(), signal);
  const { kind, adapter } = engine;
  writeRecord(out, part, settings, { ...digest.end(), version, engine: kind, adapter });
}

/** One bar over all parts that are drawn. */
function shareOf(
  progress: Progress,
  { index, parts, particles }: Part,
  { done, all }: { done: number; all: number },
): Pick<Progress, 'begin' | 'advance' | 'print'> {
  return {
    print: progress.print,
    begin() {},
    advance: (thousandths, note) =>
      progress.advance((1000 * done + thousandths * particles) / all, `part ${index} of ${parts}, ${note}`),
  };
}

/** An error with what there is now to show for the work, and which command goes on. */
function withWhatIsLeft(
  error: unknown,
  { out, settings, only }: { out: string; settings: PartsSettings; only: number | undefined },
): unknown {
  if (!(error instanceof Interrupted || error instanceof PathError || error instanceof DeviceError)) return error;
  const { parts } = settings;
  const finished = wantedParts(settings, only).filter(
    (part) => typeof stateOf(out, part, settings) !== 'string',
  ).length;
  const left =
    only === undefined
      ? `${finished} of ${parts} parts are finished in ${quotedWhole(out)}; "scorefield sample --resume --out ${quoted(out)}" draws the others`
      : `part ${only} of ${parts} is not finished; the same command draws it`;
  if (error instanceof Interrupted) return new Interrupted(error.exitCode, left);
  const message = `${error.message.replace(/\.$/, '')}; ${left}`;
  return error instanceof PathError ? new PathError(message) : new DeviceError(message, { cause: error });
}

function resultInWords(
  out: string,
  {
    settings: { parts },
    drawn,
    kept,
    missing,
    seconds,
  }: {
    settings: PartsSettings;
    drawn: number;
    kept: number;
    missing: readonly number[];
    seconds: SampleSeconds;
  },
): string {
  const wrote =
    drawn > 0 ? `wrote ${count(drawn)} part(s) to ${out} after ${(seconds.sample + seconds.write).toFixed(1)} s` : '';
  const had = kept > 0 ? `${count(kept)} part(s) in ${out} were there already and are as they were finished` : '';
  const rest =
    missing.length > 0 ? `parts still missing: ${rangesOf(missing)}` : `all ${count(parts)} part(s) are there`;
  return [wrote, had, rest].filter((each) => each !== '').join('; ');
}
