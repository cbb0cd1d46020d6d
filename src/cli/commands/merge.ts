import { join } from 'node:path';
import type { Points } from '../../points.ts';
import { quotedWhole } from '../../quoted.ts';
import { count } from '../../tutorial/numbers.ts';
import type { Command } from '../command.ts';
import { PathError } from '../exit.ts';
import { freeSpace, requireDiskSpace } from '../files/disk.ts';
import { sampleContent } from '../files/sample_content.ts';
import { prepareFile } from '../files/write.ts';
import { type MergeRequest, mergeHelp, parseMergeArguments } from '../options/merge.ts';
import { noteOfOthers } from '../parts/others.ts';
import { fileOf, rangesOf } from '../parts/part.ts';
import { readPart } from '../parts/read_part.ts';
import { checkedState, finishRun, mixtureInWords, partsOf } from '../parts/records.ts';
import { type Run, readRun } from '../parts/run.ts';
import { metadataOf, type PartsSettings } from '../parts/settings.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import { jsonText } from '../terminal/json_text.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { quoted } from '../terminal/shell.ts';
import { printResult } from '../terminal/streams.ts';

export const merge: Command = {
  summary: 'check the parts that samples were drawn in, and join them',
  async run(args) {
    const request = parseMergeArguments(args);
    if (request) await runRequest(request);
    else process.stdout.write(mergeHelp);
  },
};

async function runRequest(request: MergeRequest): Promise<void> {
  const { folder, out, json } = request;
  const run = readRun(folder, 'FOLDER');
  const { settings } = run;
  const file = out === undefined ? undefined : prepareFile(out, request);
  if (file) requireDiskSpace(out!, { ...settings, format: request.format }, freeSpace(file.folder));
  const signal = abortOnInterrupt();
  const progress = createProgress();
  const print = (line: string): void => progress.print(line, json ? process.stderr : process.stdout);
  try {
    progress.begin('checking', settings.parts);
    const faults = await faultsOf(folder, settings, { progress, signal });
    const { missing, damaged } = faults;
    const result = { folder, ...settings, missing: rangesOf(missing), damaged: rangesOf(damaged) };
    if (missing.length + damaged.length > 0) {
      if (json) printResult(jsonText(result));
      throw new PathError(faultsInWords(folder, settings, faults));
    }
    const notes = [...mixtureInWords(finishRun(folder, settings).records), ...noteOfOthers(folder, settings)];
    for (const note of notes) print(note);
    const { parts, particles } = settings;
    print(`all ${count(parts)} part(s) in ${folder} are as they were finished: ${count(particles)} particles`);
    if (file) {
      progress.begin('joining', parts);
      await file.writeChunks(joined(request, run, progress), signal);
      print(`wrote ${out}`);
    }
    if (json) printResult(jsonText({ ...result, notes, ...(out !== undefined && { out }) }));
  } finally {
    progress.end();
  }
}

/** Parts that are not as they were finished, by their numbers. */
interface Faults {
  readonly missing: readonly number[];
  readonly damaged: readonly number[];
}

/** Reads all parts. @throws the signal's reason once it is aborted */
async function faultsOf(
  folder: string,
  settings: PartsSettings,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<Faults> {
  const faults = { missing: [] as number[], damaged: [] as number[] };
  for (const part of partsOf(settings)) {
    const state = await checkedState(folder, part, settings, { option: 'FOLDER', signal });
    if (typeof state === 'string') faults[state].push(part.index);
    signal.throwIfAborted();
    progress.advance(part.index + 1);
  }
  return faults;
}

function faultsInWords(folder: string, { parts }: PartsSettings, { missing, damaged }: Faults): string {
  const all = [...missing, ...damaged].sort((a, b) => a - b);
  const kinds = [
    missing.length > 0 ? `${count(missing.length)} of ${count(parts)} parts are missing: ${rangesOf(missing)}` : '',
    damaged.length > 0 ? `${count(damaged.length)} are not as they were finished: ${rangesOf(damaged)}` : '',
  ].filter((each) => each !== '');
  return (
    `FOLDER: in ${quotedWhole(folder)} ${kinds.join(', and ')}; "scorefield sample --resume --out ${quoted(folder)}" draws them, ` +
    `or a job array of the tasks --array=${rangesOf(all)} with --shards ${parts}`
  );
}

/** The content of the file of all samples. */
function joined(
  { folder, format }: MergeRequest,
  { settings, version }: Run,
  progress: Progress,
): AsyncIterable<string | Uint8Array> {
  const { particles, dimension, kind, coordinates } = settings;
  const form = { particles, dimension, kind, coordinates };
  async function* samples(): AsyncGenerator<Points> {
    for (const part of partsOf(settings)) {
      const path = join(folder, fileOf(part, settings.format));
      yield* readPart(path, { ...form, particles: part.particles, format: settings.format });
      progress.advance(part.index + 1);
    }
  }
  return sampleContent({ ...form, format, metadata: metadataOf(settings, version) }, samples());
}
