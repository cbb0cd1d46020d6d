import { fingerprintOf, type Model, readModel, readPoints } from '../../../src/index.ts';
import type { FileData } from '../run/problem.ts';
import type { Settings } from '../settings/settings.ts';
import type { GivenModel } from './state.ts';

/** Data that were dropped on the page, and what the settings are with them. */
export interface Dropped extends FileData {
  readonly kind: 'data';
  readonly notes: readonly string[];
  readonly settings: Partial<Settings>;
}

/** A model that was dropped on the page. */
export interface DroppedModel {
  readonly kind: 'model';
  readonly given: GivenModel;
  readonly settings: Partial<Settings>;
}

/** Larger files are not for a page. */
const mostBytes = 256 * 2 ** 20;

/** Reads points or a model, by how the file begins. @throws FileError with what is wrong with it */
export async function readDropped(file: File, settings: Settings): Promise<Dropped | DroppedModel> {
  if (file.name.endsWith('.safetensors')) {
    const model = readModel(new Uint8Array(await file.arrayBuffer()));
    return { kind: 'model', given: { from: 'file', model, steps: settings.steps }, settings: settingsOfModel(model) };
  }
  const { points, names, notes } = await readPoints(file, { limit: mostBytes });
  const { hash } = fingerprintOf(points);
  return {
    ...{ kind: 'data', points, notes: [...notes] },
    names: names ?? Array.from({ length: points.shape[1] }, (_, i) => `column ${i}`),
    settings: {
      source: 'file',
      file: `${file.name.slice(0, 120)} ${hash}`,
      columnX: 0,
      columnY: points.shape[1] > 1 ? 1 : -1,
    },
  };
}

/** What a model says of itself. */
function settingsOfModel({ network, noise }: Model): Partial<Settings> {
  return {
    ...{ hidden: [...network.hidden], activation: network.activation },
    ...{ sigmaFrom: noise.levels[0]!, sigmaTo: noise.levels.at(-1)!, levels: Math.max(2, noise.levels.length) },
  };
}
