import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AdapterDescription } from '../../adapter_description.ts';
import type { EngineKind } from '../../engine_kind.ts';
import { quotedWhole } from '../../quoted.ts';
import { PathError } from '../exit.ts';
import { attempt, prepareFile } from '../files/write.ts';
import { type Digest, digestOf } from './digest.ts';
import { fileOf, type Part, partOf, stemOf } from './part.ts';
import { besideParts, clearAbandonedIn, successOf } from './run.ts';
import { fingerprintOfSettings, type PartsSettings } from './settings.ts';

/** What is known of a finished part: a small file that is written after it. */
export interface PartRecord extends Digest {
  readonly part: string;
  readonly first: number;
  readonly particles: number;
  /** By which settings it was drawn, as a hash. */
  readonly settings: string;
  /** The release, and what computed it. */
  readonly version: string;
  readonly engine: EngineKind;
  readonly adapter: AdapterDescription;
}

/** What there is of a part: nothing that is finished, something else than was finished, or all. */
export type PartState = 'missing' | 'damaged' | PartRecord;

function recordFile(folder: string, part: Pick<Part, 'index' | 'parts'>): string {
  return join(besideParts(folder), `${stemOf(part)}.json`);
}

/** All parts of a run. */
export function* partsOf({ parts, particles }: PartsSettings): Generator<Part> {
  for (let index = 0; index < parts; index++) yield partOf(index, parts, particles);
}

/** Says that a part is finished. @throws PathError */
export function writeRecord(
  folder: string,
  part: Part,
  settings: PartsSettings,
  about: Digest & Pick<PartRecord, 'version' | 'engine' | 'adapter'>,
): void {
  const { first, particles } = part;
  const record: PartRecord = {
    ...{ part: fileOf(part, settings.format), first, particles, settings: fingerprintOfSettings(settings) },
    ...about,
  };
  prepareFile(recordFile(folder, part), { force: true }).write(`${JSON.stringify(record, null, 2)}\n`);
}

/** Says that a part is not finished, or no more. @throws PathError */
export function removeRecord(folder: string, part: Part): void {
  const file = recordFile(folder, part);
  attempt(`remove ${quotedWhole(file)}`, () => {
    rmSync(successOf(folder), { force: true });
    rmSync(file, { force: true });
  });
}

/** What there is of a part, by its record and the size of its file. */
export function stateOf(folder: string, part: Part, settings: PartsSettings): PartState {
  let record: PartRecord;
  let bytes: number;
  try {
    record = JSON.parse(readFileSync(recordFile(folder, part), 'utf8'));
    bytes = statSync(join(folder, fileOf(part, settings.format))).size;
  } catch {
    return 'missing';
  }
  const isOfPart =
    record?.settings === fingerprintOfSettings(settings) &&
    record.first === part.first &&
    record.particles === part.particles;
  return isOfPart && record.bytes === bytes ? record : 'damaged';
}

/**
 * What there is of a part, by its record and all that is in its file.
 * @throws PathError where the file cannot be read, or the signal's reason once it is aborted
 */
export async function checkedState(
  folder: string,
  part: Part,
  settings: PartsSettings,
  { option, signal }: { option: string; signal: AbortSignal },
): Promise<PartState> {
  const state = stateOf(folder, part, settings);
  if (typeof state === 'string') return state;
  const file = join(folder, fileOf(part, settings.format));
  try {
    const { sha256 } = await digestOf(file, signal);
    return sha256 === state.sha256 ? state : 'damaged';
  } catch (error) {
    signal.throwIfAborted();
    throw new PathError(`${option}: cannot read ${quotedWhole(file)}: ${(error as Error).message}`);
  }
}

/** How far a run is. */
export interface RunProgress {
  /** Parts that are not finished, by their numbers. */
  readonly missing: readonly number[];
  /** The records of all parts, once none is missing. */
  readonly records: readonly PartRecord[];
}

/**
 * How far a run is. Once no part is missing, says so by `manifest.json` and then `_SUCCESS`, with the same content whichever process
 * comes to do it; files that say so already are left alone, so that a folder may be read-only. Where parts are missing, `_SUCCESS` is
 * removed. @throws PathError
 */
export function finishRun(folder: string, settings: PartsSettings): RunProgress {
  const names = new Set(readdirSync(besideParts(folder)));
  const parts = [...partsOf(settings)];
  // Records of thousands of parts are read once, at the end.
  const begun = parts.filter((part) => !names.has(`${stemOf(part)}.json`));
  if (begun.length > 0) return unfinished(begun);
  const states = parts.map((part) => stateOf(folder, part, settings));
  const missing = parts.filter((_, i) => typeof states[i] === 'string');
  if (missing.length > 0) return unfinished(missing);
  const records = states as PartRecord[];
  const write = (file: string, text: string): void => {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) prepareFile(file, { force: true }).write(text);
  };
  write(join(besideParts(folder), 'manifest.json'), `${JSON.stringify({ ...settings, files: records }, null, 2)}\n`);
  write(successOf(folder), '');
  clearAbandonedIn(folder);
  return { missing: [], records };

  function unfinished(missing: readonly Part[]): RunProgress {
    const success = successOf(folder);
    if (!existsSync(success)) return { missing: missing.map(({ index }) => index), records: [] };
    attempt(`remove ${quotedWhole(success)}`, () => rmSync(success, { force: true }));
    // Another process may have finished the last part, and said so, since this one looked.
    return finishRun(folder, settings);
  }
}

/** What to say where parts were not all computed by the same, or by the same release. */
export function mixtureInWords(records: readonly PartRecord[]): string[] {
  const kinds = new Map<string, number>();
  for (const { engine, adapter, version } of records) {
    const kind = `${engine} (${adapter.name}, scorefield ${version})`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  if (kinds.size <= 1) return [];
  const each = [...kinds].map(([kind, count]) => `${count} by ${kind}`);
  return [
    `note: the parts were not all computed by the same: ${each.join(', ')}; the last bits of numbers may differ between these`,
  ];
}
