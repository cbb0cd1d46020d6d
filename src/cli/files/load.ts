import { stdin } from 'node:process';
import type { Checkpoint } from '../../checkpoint.ts';
import { countOfContexts } from '../../contexts/point_contexts.ts';
import type { Target } from '../../distributions/distribution.ts';
import { targetNamed } from '../../distributions/targets.ts';
import { ArgumentError } from '../../errors.ts';
import { namesOf, requireNoDropping } from '../../files/context_array.ts';
import { classesInWords, contextsOfNumbers, type FileContexts } from '../../files/context_choice.ts';
import type { Columns } from '../../files/csv_columns.ts';
import { requireBeginning } from '../../files/format_of.ts';
import {
  FileError,
  type PointsFile,
  type PointsOptions,
  readCheckpoint,
  readModel,
  readPoints,
} from '../../files/index.ts';
import { raiseTheLimit } from '../../files/limit.ts';
import { readPointsFile } from '../../files/read_points.ts';
import { requireSafetensorsBeginning } from '../../files/safetensors.ts';
import type { Model } from '../../network.ts';
import { quotedWhole } from '../../quoted.ts';
import type { Seed } from '../../random.ts';
import { PathError, UsageError } from '../exit.ts';
import { freeMemory, gibibytes, requireDrawsMemory } from '../memory.ts';
import type { Condition } from '../options/condition.ts';
import { describeSource, type Source } from '../options/source.ts';
import { type ReadLimits, readStream, readWhole } from './read_whole.ts';

/** Points, and what there is to say of where they come from; of a target there is nothing. */
export type Loaded = Pick<PointsFile, 'points' | 'notes'> & Partial<PointsFile>;

/** What a summary says of a source: where there are columns, those that were taken. */
export function summaryOfSource(source: Source, { names, notes }: Loaded) {
  return { ...source, ...(names && { columns: names }), ...(notes.length > 0 && { notes }) };
}

/** Share of the free memory that a file may take: its text, its numbers and what is made of them take as much again. */
const share = 1 / 4;

/**
 * The points of a file or of standard input, or so many draws of a target. Reads at one go: until then Ctrl-C should have its
 * ordinary effect, for no handler would run.
 * @throws PathError when the file cannot be read or holds no points, UsageError when an option does not go with it.
 */
export async function loadPoints(source: Source, draws: { count: number; seed: Seed }): Promise<Loaded> {
  if ('target' in source) {
    const { target, dimension } = source;
    requireDrawsMemory(draws.count, dimension);
    const drawn = targetNamed(target, { dimension });
    const { count, seed } = draws;
    return source.condition
      ? labelledDraws(drawn, { count, seed })
      : { points: drawn.sample(count, { seed }), notes: [] };
  }
  const { file, condition } = source;
  const context = condition?.columns && { columns: condition.columns, ...(condition.as && { as: condition.as }) };
  const loaded = await loadFile(source, (bytes, options) =>
    readPoints(bytes, { ...options, ...(context && { context }) }),
  );
  if (condition?.file === undefined) return loaded;
  const { missing, limit = usualLimit() } = source;
  const { contexts, note } = await contextsInFile(condition.file, { as: condition.as, limit, missing });
  const rows = countOfContexts(contexts);
  const [count] = loaded.points.shape;
  if (rows !== count)
    throw new PathError(
      `--condition-file: ${condition.file} has ${rows} rows, but there are ${count} points in ${file}`,
    );
  return { ...loaded, contexts, notes: [...loaded.notes, note] };
}

/**
 * As `loadPoints` of a file, with NaN where values are missing, and the table that they were read from.
 * @param choose the columns of a table to take, where the source does not say them
 */
export function loadIncomplete(source: FileSource, choose: (columns: Columns) => readonly number[]) {
  return loadFile(source, (bytes, options) =>
    readPointsFile(bytes, { ...options, missing: 'keep' }, options.columns ? undefined : choose),
  );
}

/** A file, or standard input. */
export type FileSource = Extract<Source, { readonly file: string }>;

function loadFile<T>(source: FileSource, read: (bytes: Uint8Array, options: PointsOptions) => Promise<T>): Promise<T> {
  const { file, limit = usualLimit(), condition: _, ...options } = source;
  return reading(describeSource(source), async () => {
    const limits = pointsLimits('--data', describeSource(source), limit);
    const bytes = file === '-' ? await readInput(limits) : readFile('--data', file, limits);
    // Nobody else has these bytes, and of gigabytes one copy is enough.
    return read(bytes, { ...options, limit, copy: false });
  });
}

/** Draws of a target with the class of each, whose label is its number. */
function labelledDraws(target: Target, { count, seed }: { count: number; seed: Seed }): Loaded {
  const { points, labels: classes } = target.labelled!(count, { seed });
  const { name, count: different } = target.classes!;
  const labels = Array.from({ length: different }, (_, k) => String(k));
  return { points, contexts: { kind: 'classes', name, labels, classes }, notes: [classesInWords({ name, labels })] };
}

/** What points are conditioned on, in a file of its own. @throws PathError, UsageError */
function contextsInFile(
  file: string,
  { as, limit, missing }: { as: Condition['as']; limit: number; missing: PointsOptions['missing'] | undefined },
): Promise<FileContexts> {
  return reading(file, async () => {
    requireNoDropping(missing);
    const bytes = readFile('--condition-file', file, pointsLimits('--condition-file', file, limit));
    const { points, names = namesOf('label', points), format } = await readPoints(bytes, { limit, scale: false });
    return contextsOfNumbers({ format, place: '', names, as }, points);
  });
}

function usualLimit(): number {
  return Math.floor(share * freeMemory());
}

function pointsLimits(option: string, file: string, limit: number): ReadLimits {
  return {
    limit,
    tooMuch: () => {
      throw new PathError(`${option}: ${file} has more than the ${limit} bytes allowed. ${raiseTheLimit}.`);
    },
    check: requireBeginning,
  };
}

/** The model in a file. @throws PathError when it cannot be read or is none. */
export function loadModel(file: string): Promise<Model> {
  return reading(file, async () => readModel(readFile('--model', file, modelLimits('--model', file))));
}

/** The training in a file. @throws PathError when it cannot be read or holds none. */
export function loadCheckpoint(file: string): Promise<Checkpoint> {
  return reading(file, async () => readCheckpoint(readFile('--resume', file, modelLimits('--resume', file))));
}

function modelLimits(option: string, file: string): ReadLimits {
  const limit = Math.floor(share * freeMemory());
  return {
    limit,
    tooMuch: () => {
      throw new PathError(
        `${option}: ${quotedWhole(file)} has more than ${gibibytes(limit)}, a quarter of the free memory`,
      );
    },
    check: requireSafetensorsBeginning,
  };
}

function readFile(option: string, file: string, limits: ReadLimits): Uint8Array {
  try {
    return readWhole(file, limits);
  } catch (error) {
    if (error instanceof PathError || error instanceof FileError) throw error;
    throw new PathError(
      `${option}: cannot read ${quotedWhole(file)}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

async function readInput(limits: ReadLimits): Promise<Uint8Array> {
  if (stdin.isTTY) throw new UsageError('--data -: standard input is a terminal; lead a file or a pipe into it');
  const bytes = await readStream(stdin, limits);
  if (bytes.length === 0)
    throw new PathError('--data -: nothing came from standard input; lead a file or a pipe with points into it');
  return bytes;
}

/** Puts the name of the file before what is wrong with it, and that of the option before what is wrong with that. */
async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FileError) throw new PathError(`${file}: ${error.message}`);
    if (error instanceof ArgumentError) throw new UsageError(optionOf(error.message));
    throw error;
  }
}

/** A message with the option in the place of the argument. */
function optionOf(message: string): string {
  if (message.startsWith('context')) return message.replace(/^context[^:]*:/, '--condition:');
  return `--${message.replace(/^(\w+)\[\d+\]:/, '$1:')}`;
}
