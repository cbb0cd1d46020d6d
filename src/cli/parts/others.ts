import { readdirSync } from 'node:fs';
import { quotedWhole } from '../../quoted.ts';
import { fileOf } from './part.ts';
import type { PartsSettings } from './settings.ts';

/** Names of parts, of whichever run. */
export const partPattern = /^part-(\d{5})-of-(\d{5,6})\.(parquet|npy|csv)$/;

/**
 * Files in a folder that are no parts of its run, but that a reader of all its files of that format, such as pandas or DuckDB, takes
 * for some.
 */
export function othersIn(folder: string, { parts, format }: Pick<PartsSettings, 'parts' | 'format'>): string[] {
  return readdirSync(folder)
    .filter((name) => !/^[._]/.test(name) && name.toLowerCase().endsWith(`.${format}`) && !isPart(name))
    .sort();

  function isPart(name: string): boolean {
    const index = Number(partPattern.exec(name)?.[1] ?? parts);
    return index < parts && name === fileOf({ index, parts }, format);
  }
}

/** What to say of such files where there are some. */
export function noteOfOthers(folder: string, settings: PartsSettings): string[] {
  const others = othersIn(folder, settings);
  return others.length > 0 ? [`note: ${othersInWords(folder, others)}`] : [];
}

/** A sentence about such files, which names the first few. */
export function othersInWords(folder: string, others: readonly string[]): string {
  const [some, rest] = [others.slice(0, 3), others.length - 3];
  return `${quotedWhole(folder)} holds files that are not parts of this run, but are read with them as one table: ${some.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
