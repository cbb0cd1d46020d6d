import {
  dataConcerns,
  FileError,
  fingerprintOf,
  type Model,
  modelOf,
  type PointsFile,
  readCheckpoint,
  readModel,
  readPoints,
} from '../../../src/index.ts';
import { type FoundSettings, settingsOfModel, settingsOfTraining } from '../run/model_settings.ts';
import { type FileData, type Problem, problemOf } from '../run/problem.ts';
import type { Table } from '../run/record.ts';
import { targets } from '../settings/properties.ts';
import { withFile, withSource } from '../settings/recipes.ts';
import type { Settings } from '../settings/settings.ts';
import type { Kept } from './learning.ts';
import type { GivenModel } from './state.ts';

/** Data that were dropped on the page, and what the settings are with them. */
export interface Dropped extends FileData, Pick<FoundSettings, 'settings' | 'notes'> {
  readonly kind: 'data';
  readonly table: Table;
}

/** A model that was dropped on the page: one to look at, or a training of data that the page has, to go on with. */
export interface DroppedModel extends FoundSettings {
  readonly kind: 'model';
  readonly given: GivenModel | undefined;
  readonly kept: Kept | undefined;
}

/** Larger files are not for a page. */
const mostBytes = 256 * 2 ** 20;

/**
 * Reads points, or a model by the ending of its name.
 * @param data those that were dropped before
 * @throws FileError with what is wrong with it
 * @throws Error where it is of more dimensions than the page shows, or wants a context
 */
export async function readDropped(
  file: File,
  settings: Settings,
  data: FileData | undefined,
): Promise<Dropped | DroppedModel> {
  if (!file.name.toLowerCase().endsWith('.safetensors')) return readData(file, settings);
  if (file.size > mostBytes) throw new Error(`It has ${file.size} bytes; this page reads up to ${mostBytes}.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const model = readModel(bytes);
  const { dimension, context } = model.network;
  if (dimension > 2)
    throw new Error(
      `It is a model of ${dimension} dimensions; this page shows one and two. The command line samples it.`,
    );
  if (context) throw new Error('It is a model of distributions in contexts; this page shows those without one.');
  const begun = trainingOf(bytes, settings, data);
  const source = begun?.source ?? sourceFor(dimension as 1 | 2, settings, data);
  const like = settingsOfModel(model, problemOf({ ...settings, ...source }, data).data);
  if (begun?.kept) {
    const training = settingsOfTraining(begun.kept.checkpoint, settings.steps);
    return {
      ...{ kind: 'model', given: undefined, kept: begun.kept },
      settings: { ...source, ...like.settings, ...training.settings },
      notes: [...like.notes, ...training.notes],
    };
  }
  const steps = begun?.step ?? settings.steps;
  return {
    ...{ kind: 'model', given: { from: 'file', name: file.name, model, steps }, kept: undefined },
    settings: { ...source, ...like.settings },
    notes: like.notes,
  };
}

async function readData(file: File, settings: Settings): Promise<Dropped> {
  const { points, names, notes, read } = await readTable(file);
  const { hash } = fingerprintOf(points);
  const columns = points.shape[1];
  const far = dataConcerns(points, { names, standardise: 'robust' }).map(({ message }) => message);
  return {
    ...{ kind: 'data', points, notes: [...notes, ...far], table: { columns, names, read } },
    names: names ?? Array.from({ length: columns }, (_, i) => `column ${i}`),
    settings: { ...withFile(settings, columns, far.length > 0), file: `${file.name.slice(0, 120)} ${hash}` },
  };
}

/**
 * Reads a table as a page can: columns of words are left out, since the page lets choose among the others, and so are rows with
 * missing values, which nobody can be asked about. Notes say so.
 */
async function readTable(file: File): Promise<PointsFile & Pick<Table, 'read'>> {
  let read: Table['read'] = {};
  let refused: FileError | undefined;
  for (;;) {
    try {
      const found = await readPoints(file, { limit: mostBytes, ...read });
      const left = read.columns?.map((column) => String(column).slice(1)) ?? [];
      const words = left.length > 0 ? [`Left out, since there are no numbers in it: ${left.join(', ')}.`] : [];
      return { ...found, notes: [...found.notes, ...words], read };
    } catch (error) {
      // Without all of its columns, or without some rows, it is no better: what was wrong first is to be said.
      if (!(error instanceof FileError) || (read.missing && !error.leaveOut)) throw refused ?? error;
      refused ??= error;
      if (error.leaveOut) read = { ...read, columns: [...(read.columns ?? []), error.leaveOut] };
      else read = { ...read, missing: 'drop' };
    }
  }
}

/** The data to look at a model beside: those that are there, if they are of its dimension. */
function sourceFor(dimension: 1 | 2, settings: Settings, data: FileData | undefined): Partial<Settings> {
  if (problemFor(settings, data)?.dimension === dimension) return {};
  return withSource(settings, dimension === 1 ? 'tutorial' : 'two_moons');
}

function problemFor(settings: Settings, data: FileData | undefined): Problem | undefined {
  try {
    return problemOf(settings, data);
  } catch {
    // Settings may name data that are not here.
    return undefined;
  }
}

/** A training that a file holds; with its data, where the page has them, and what it goes on from. */
interface Begun {
  readonly step: number;
  readonly source?: Partial<Settings>;
  readonly kept?: Kept;
}

function trainingOf(bytes: Uint8Array, settings: Settings, data: FileData | undefined): Begun | undefined {
  const checkpoint = checkpointIn(bytes);
  if (!checkpoint) return undefined;
  const { step, data: wanted } = checkpoint;
  const [points] = wanted.shape;
  const seed = Number(checkpoint.settings.seed);
  for (const name of [settings.source, ...targets]) {
    const source = {
      ...withSource(settings, name),
      // A file has its own, whatever the settings say.
      ...(name !== 'file' && { points }),
      seed,
    };
    const found = problemFor({ ...settings, ...source }, data)?.data;
    if (!found || found.shape[0] !== points || fingerprintOf(found).hash !== wanted.hash) continue;
    const model: Model = modelOf(checkpoint);
    // Losses from before are not in the file.
    const losses = new Float32Array(step).fill(Number.NaN);
    return { step, source, kept: { checkpoint, losses, frames: [{ step, model }] } };
  }
  return { step };
}

function checkpointIn(bytes: Uint8Array) {
  try {
    return readCheckpoint(bytes);
  } catch (error) {
    // It is known to be a model.
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
